import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../plugins/problems.ts'
import { serverFaults } from '../server-faults.ts'

/** The built editor. Its own addresses (/flows/7) are no files: whoever asks for a page gets the one page there is. */
export async function editorRoutes(app: FastifyInstance, options: { directory: string }): Promise<void> {
  const built = existsSync(join(options.directory, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root: options.directory,
      wildcard: false,
      index: 'index.html',
      setHeaders(reply, path) {
        // Names of assets carry a hash of what is in them.
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const page = request.method === 'GET' && takesPages(request.headers.accept, path) && !OWN.test(path)
    if (page && built) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    if (page) return reply.code(200).type('text/html; charset=utf-8').send(NOT_BUILT)
    return sendProblem(serverFaults.PAGE_UNKNOWN({ method: request.method, path }), request, reply)
  })
}

/** A browser asks for pages by name; a program that takes anything is given the page too, unless it asks for a file that is not there. */
function takesPages(accept = '*/*', path: string): boolean {
  return accept.includes('text/html') || (accept.includes('*/*') && !FILE.test(path))
}

const FILE = /\.[^/]*$|^\/assets\//
const OWN = /^\/(api|v1)(\/|$)/

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Snodo</title>
<body style="font:16px system-ui;margin:4rem auto;max-width:36rem"><h1>Snodo is running</h1>
<p>The editor has not been built yet. <code>pnpm start</code> builds it; by hand: <code>pnpm --filter @snodo/editor build</code>.</p>
<p>The API is at <a href="/api/docs">/api/docs</a>.</p>`
