import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { supervisorFaults } from './supervisor-faults.ts'

/** How long the children of a supervisor that was killed may hold the port: the leash gives them 2 s. */
const PATIENCE_MS = 4_000

/** Throws a sentence unless we could listen there. Port 0 always can. */
export async function checkPort(host: string, port: number): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; ; await pause(100)) {
    const code = await tryListen(host, port)
    if (code === null) return
    if (code !== 'EADDRINUSE') throw supervisorFaults.HOST_UNKNOWN({ host, because: code })
    if (performance.now() > end) throw supervisorFaults.PORT_TAKEN({ host, port, snodo: await isSnodo(host, port) })
  }
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    probe.listen({ host, port }, () => probe.close(() => resolve(null)))
  })
}

async function isSnodo(host: string, port: number): Promise<boolean> {
  try {
    const at = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    const answer = await fetch(`http://${at.includes(':') ? `[${at}]` : at}:${port}/healthz`, {
      signal: AbortSignal.timeout(1_000),
    })
    return answer.ok && (await answer.text()) === '{"ok":true}'
  } catch {
    return false // whatever it is, it does not speak as we do
  }
}
