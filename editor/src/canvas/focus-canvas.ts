/** Gives the keyboard back to the drawing or the outline, after a panel over it closed; not if another panel took it meanwhile. */
export function focusCanvas(): void {
  const before = document.activeElement
  requestAnimationFrame(() => {
    const now = document.activeElement
    if (now && now !== before && now !== document.body) return
    document.querySelector<HTMLElement>('[data-flow-view]')?.focus({ preventScroll: true })
  })
}
