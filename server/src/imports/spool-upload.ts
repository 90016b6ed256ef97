import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { importFaults } from './import-faults.ts'

/** A million people of twenty columns are about 200 MB. */
const FILE_MOST = 256 * 1024 * 1024

export type Spooled = { path: string; hash: string; bytes: number; remove(): Promise<void> }

/** Writes an upload to a file of its own, hashed on the way: an import reads it twice, and must not be as slow as the line it comes by. */
export async function spoolUpload(upload: Readable): Promise<Spooled> {
  const directory = await mkdtemp(join(tmpdir(), 'snodo-import-'))
  const path = join(directory, 'upload')
  const hash = createHash('sha256')
  let bytes = 0
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      if (bytes > FILE_MOST) done(importFaults.FILE_TOO_LARGE({ limit: '256 MB' }))
      else done(null, chunk)
    },
  })
  const remove = () => rm(directory, { recursive: true, force: true })
  try {
    await pipeline(upload, watch, createWriteStream(path, { mode: 0o600 }))
  } catch (error) {
    await remove()
    throw error
  }
  return { path, hash: hash.digest('hex'), bytes, remove }
}
