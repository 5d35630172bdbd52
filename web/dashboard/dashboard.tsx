// The Dashboard: where people look at an account and change it. Everything it does is a call of the public API, which it shows on request.
import { render } from 'preact'
import { App } from './app.tsx'
import './style/dashboard.css'
import { language } from './words.ts'

document.documentElement.lang = language
render(<App />, document.getElementById('dashboard')!)
