/** Gives the keyboard back to the canvas, after a panel over it closed. */
export function focusCanvas(): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>('[data-testid="canvas"] .react-flow')?.focus({ preventScroll: true })
  })
}
