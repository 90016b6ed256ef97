import { type LayoutInput, layout } from './layout.ts'

/** Runs the layout off the main thread: one message in, one out. */
self.onmessage = (message: MessageEvent<{ id: number; input: LayoutInput }>) => {
  self.postMessage({ id: message.data.id, places: layout(message.data.input) })
}
