import { layout } from './layout.ts'
import type { LayoutInput } from './layout-input.ts'

/** Runs the layout off the main thread: one message in, one out. */
self.onmessage = (message: MessageEvent<{ id: number; input: LayoutInput }>) => {
  self.postMessage({ id: message.data.id, places: layout(message.data.input) })
}
