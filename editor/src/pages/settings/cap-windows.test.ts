import { expect, test } from 'vitest'
import { capWindow, WINDOWS, windowName } from './cap-windows.ts'

test('every window people choose is written so that it is read as the same', () => {
  expect(WINDOWS.map((name) => windowName(capWindow(name)))).toEqual([...WINDOWS])
})

test('a window of another length, set by the API, keeps its own name', () => {
  expect(windowName({ rolling: 'P14D' })).toBe('P14D')
})
