import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/** Inter, tabular figures, sizes 12/14/16/20/28, one accent; red and orange are kept for failure and warning. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, monospace',
  headings: {
    fontFamily: '"Inter Variable", Inter, system-ui, sans-serif',
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '28px', lineHeight: '36px' },
      h2: { fontSize: '20px', lineHeight: '28px' },
      h3: { fontSize: '16px', lineHeight: '24px' },
    },
  },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  colors: {
    ink: ['#eef0fd', '#dde1f9', '#bac2f2', '#95a1ea', '#7685e4', '#5b6bdc', '#3b4cca', '#3240ae', '#29358e', '#1f296e'],
  },
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 12 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Modal: { defaultProps: { centered: true, radius: 12, overlayProps: { backgroundOpacity: 0.4 } } },
    Menu: { defaultProps: { shadow: 'md', radius: 10 } },
    Popover: { defaultProps: { shadow: 'md', radius: 10 } },
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { marginBottom: 4 } } },
    Badge: { defaultProps: { radius: 6, tt: 'none', fw: 550 } },
  },
})

/** Words on a tint need 4.5 : 1 against it, which Mantine's own shade misses in the light. */
function readableLabels(): Record<string, string> {
  const words = { ink: '#29358e', gray: '#495057', green: '#1b622d', yellow: '#6f4a00', orange: '#853f00', red: '#a61e1e' }
  return Object.fromEntries(Object.entries(words).map(([color, text]) => [`--mantine-color-${color}-light-color`, text]))
}

/** In the dark, tinted buttons and badges are a veil over the panel, not a darker hole in it. */
function lightVariants(): Record<string, string> {
  const veils = {
    ink: '118, 133, 228',
    gray: '173, 181, 189',
    green: '81, 207, 102',
    yellow: '252, 196, 25',
    orange: '255, 146, 43',
    red: '255, 107, 107',
  }
  return Object.fromEntries(
    Object.entries(veils).flatMap(([color, rgb]) => [
      [`--mantine-color-${color}-light`, `rgba(${rgb}, 0.16)`],
      [`--mantine-color-${color}-light-hover`, `rgba(${rgb}, 0.24)`],
      [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-2)`],
    ]),
  )
}

/** Our tokens on top of Mantine's variables; the canvas reads the same ones. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6270',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#767d89',
    ...readableLabels(),
    '--snodo-canvas': '#f7f8fa',
    '--snodo-dot': '#dfe2e8',
    '--snodo-card': '#ffffff',
    '--snodo-border': '#dee2e6',
    '--snodo-line': '#868e96',
    '--snodo-panel': '#ffffff',
    '--snodo-text': '#1d2129',
    '--snodo-soft': '#5b6270',
    '--snodo-start': '#2b8a3e',
    '--snodo-timing': '#9a6700',
    '--snodo-decision': '#6741d9',
    '--snodo-message': '#1971c2',
    '--snodo-contact': '#0b7285',
    '--snodo-end': '#495057',
    '--snodo-tint': '12%',
    '--snodo-error': '#c92a2a',
    '--snodo-warning': '#b35300',
  },
  dark: {
    '--mantine-color-dimmed': '#a8aeb8',
    '--mantine-color-anchor': 'var(--mantine-color-ink-3)',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-placeholder': '#8b919b',
    '--snodo-canvas': '#1f1f1f',
    '--snodo-dot': '#343434',
    '--snodo-card': '#2e2e2e',
    '--snodo-border': '#424242',
    '--snodo-line': '#868e96',
    '--snodo-panel': '#262626',
    '--snodo-text': '#e9ecef',
    '--snodo-soft': '#a8aeb8',
    '--snodo-start': '#69db7c',
    '--snodo-timing': '#ffd43b',
    '--snodo-decision': '#b197fc',
    '--snodo-message': '#74c0fc',
    '--snodo-contact': '#66d9e8',
    '--snodo-end': '#ced4da',
    '--snodo-tint': '16%',
    ...lightVariants(),
    '--snodo-error': '#ff8787',
    '--snodo-warning': '#ffa94d',
  },
})
