// A real browser for tests: the Chromium that npm ships, driven by Playwright.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import packed from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))

/**
 * The sandbox is off because tests also run as root, where Chromium has none; they open pages of our own only. The rest
 * keeps it from calling anybody by itself, and from drawing with a graphics card that is not there.
 */
export const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts a browser in English. Playwright gives it an empty profile of its own, and removes that in the end. */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: await executable(), args: [...ARGUMENTS, ...more] })
}

/**
 * Where the browser is unpacked, which takes two seconds and is done once. The package by itself unpacks into the one
 * folder for temporary files, and takes a half-written file of another process for the browser; so each process unpacks
 * into a folder of its own, and the first to be done gives it the final name.
 */
export async function executable(): Promise<string> {
  const { version } = JSON.parse(readFileSync(`${MODULES}@sparticuz/chromium/package.json`, 'utf8'))
  const folder = `${MODULES}.cache/chromium-${version}`
  const path = `${folder}/chromium`
  if (existsSync(path)) return path
  const own = `${folder}-${randomUUID()}`
  await mkdir(own, { recursive: true })
  await unpackInto(own)
  try {
    await rename(own, folder)
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    if (!existsSync(path)) throw error
  }
  return path
}

/** The package asks for the folder of temporary files at once, before it first waits. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR } = process.env
  process.env.TMPDIR = folder
  const unpacked = packed.executablePath()
  if (TMPDIR === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = TMPDIR
  await unpacked
}
