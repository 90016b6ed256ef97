import { LANES } from '@snodo/base'

export function allLanes(): number[] {
  return Array.from({ length: LANES }, (_, lane) => lane)
}
