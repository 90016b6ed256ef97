import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

const QUIET_MS = 150

/** Calls back, once a burst of changes is over, when code of the server has changed. Gives how to stop. */
export function watchSources(root: string, onChange: () => void): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null
  const watchers: FSWatcher[] = ['packages', 'nodes', 'engine', 'server'].map((room) =>
    watch(join(root, room), { recursive: true }, (_, file) => {
      if (!file || !/\.(ts|sql|json)$/.test(file) || /node_modules|dist|\.test\.ts$/.test(file)) return
      if (timer) clearTimeout(timer)
      timer = setTimeout(onChange, QUIET_MS)
    }),
  )
  return async () => {
    if (timer) clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
