/**
 * Loaded into every child before its own code (node --import): when the supervisor is gone, however it went, the channel to it
 * closes, and the child must not live on as a stranger that holds the port. It gets a moment to stop by itself.
 */
const GRACE_MS = 2_000

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), GRACE_MS).unref()
})
// The leash alone must not keep a child alive that has nothing more to do.
process.channel?.unref()
// With the supervisor gone nobody reads our output: a broken pipe is then expected, and must not be an error of its own.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
