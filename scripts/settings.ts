// Writes docs/settings.md from the table of settings.
//   node scripts/settings.ts [--check]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentName, SETTINGS } from '../src/config.ts'

const file = join(import.meta.dirname, '../docs/settings.md')
const rows = Object.values(SETTINGS).map((setting) => {
  const { flag, otherwise, about } = setting
  const value = 'value' in setting ? ` ${setting.value}` : ''
  const shown = typeof otherwise === 'boolean' ? 'off' : String(otherwise) || '–'
  return `| \`--${flag}${value}\` | \`${environmentName(setting)}\` | ${shown} | ${about} |`
})
const page = `# Settings

Made from \`src/config.ts\` by \`npm run settings\`. A flag wins over its environment variable. Switches take no value:
\`--memory\`, \`--no-memory\`, or \`BRINDLE_MEMORY=true\`. Lists may be given several times, or with commas in the environment.

| flag | environment | otherwise | what it does |
|---|---|---|---|
${rows.join('\n')}
`
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== page) {
    console.error('docs/settings.md is out of date: run npm run settings.')
    process.exitCode = 1
  }
} else writeFileSync(file, page)
