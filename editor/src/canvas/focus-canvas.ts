/** Gives the keyboard back to the canvas, after a panel over it closed; not if another panel took it meanwhile. */
export function focusCanvas(): void {
  const before = document.activeElement
  requestAnimationFrame(() => {
    const now = document.activeElement
    if (now && now !== before && now !== document.body) return
    document.querySelector<HTMLElement>('[data-testid="canvas"] .react-flow')?.focus({ preventScroll: true })
  })
}
