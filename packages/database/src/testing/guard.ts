/**
 * A process of its own that outlives the test run by a moment: when the pipe to its parent closes, by whatever end the parent
 * came to (kill -9 too), it stops the PostgreSQL of the run and removes its folder.
 */
import { rm } from 'node:fs/promises'
import { isAlive } from '../embedded/postmaster.ts'

const [pid, directory] = [Number(process.argv[2]), String(process.argv[3])]

process.on('SIGINT', () => undefined) // Ctrl-C reaches the whole terminal; we go when the parent is gone
process.stdin.resume()
process.stdin.on('close', async () => {
  if (isAlive(pid)) process.kill(pid, 'SIGINT')
  const end = performance.now() + 10_000
  const look = setInterval(async () => {
    if (isAlive(pid) && performance.now() < end) return
    clearInterval(look)
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT')
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }, 50)
})
