import { type Static, Type } from 'typebox'
import { CONTENT_LIMITS } from './limits.ts'

const strict = { additionalProperties: false } as const
export const Color = Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })

/** Typefaces every mail program has; a web font would be missing in half of them. */
export const FONTS = {
  sans: { title: 'Arial / Helvetica', stack: 'Arial, Helvetica, sans-serif' },
  humanist: { title: 'Verdana', stack: 'Verdana, Geneva, sans-serif' },
  modern: { title: 'Trebuchet', stack: "'Trebuchet MS', Tahoma, sans-serif" },
  serif: { title: 'Georgia', stack: "Georgia, 'Times New Roman', serif" },
} as const
export type FontName = keyof typeof FONTS

const Font = Type.Unsafe<FontName>({ type: 'string', enum: Object.keys(FONTS) })

export const NETWORKS = [
  'instagram',
  'facebook',
  'tiktok',
  'youtube',
  'linkedin',
  'x',
  'pinterest',
  'whatsapp',
  'website',
] as const
export type Network = (typeof NETWORKS)[number]
export const NETWORK_NAMES: Record<Network, string> = {
  instagram: 'Instagram',
  facebook: 'Facebook',
  tiktok: 'TikTok',
  youtube: 'YouTube',
  linkedin: 'LinkedIn',
  x: 'X',
  pinterest: 'Pinterest',
  whatsapp: 'WhatsApp',
  website: 'Web',
}

export const SocialLinks = Type.Array(
  Type.Object(
    {
      network: Type.Unsafe<Network>({ type: 'string', enum: [...NETWORKS] }),
      href: Type.String({ maxLength: CONTENT_LIMITS.address }),
    },
    strict,
  ),
  { maxItems: NETWORKS.length },
)

/** How everything this house sends looks: what people set once, so that no mail has to. */
export const Brand = Type.Object(
  {
    name: Type.String({ maxLength: 100 }),
    logo: Type.Union([
      Type.Object(
        {
          src: Type.String({ minLength: 1, maxLength: CONTENT_LIMITS.address }),
          width: Type.Integer({ minimum: 40, maximum: 600 }),
          href: Type.String({ maxLength: CONTENT_LIMITS.address }),
        },
        strict,
      ),
      Type.Null(),
    ]),
    colors: Type.Object({ accent: Color, background: Color, panel: Color, text: Color }, strict),
    fonts: Type.Object({ heading: Font, body: Font }, strict),
    button: Type.Unsafe<ButtonShape>({ type: 'string', enum: ['square', 'rounded', 'pill'] }),
    social: SocialLinks,
    /** Stands in every footer above the postal address, e.g. why one gets this mail. */
    footer: Type.String({ maxLength: 1_000 }),
  },
  strict,
)
export type Brand = Static<typeof Brand>
export type ButtonShape = 'square' | 'rounded' | 'pill'

export const STANDARD_BRAND: Brand = {
  name: '',
  logo: null,
  colors: { accent: '#3b4cca', background: '#f3f4f7', panel: '#ffffff', text: '#1d2129' },
  fonts: { heading: 'sans', body: 'sans' },
  button: 'rounded',
  social: [],
  footer: '',
}

export const BUTTON_RADIUS: Record<ButtonShape, number> = { square: 0, rounded: 8, pill: 28 }

/** Contrast of two colours by WCAG 2: from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white, whichever reads better on a colour. */
export function readableOn(color: string): '#ffffff' | '#1d2129' {
  return contrast(color, '#ffffff') >= 4.5 || contrast(color, '#ffffff') >= contrast(color, '#1d2129') ? '#ffffff' : '#1d2129'
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
