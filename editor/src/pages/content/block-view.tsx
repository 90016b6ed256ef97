import {
  type Block,
  type BlockOf,
  type BlockType,
  type Brand,
  BUTTON_RADIUS,
  FONTS,
  fieldTitle,
  type LeafBlock,
  liquidPieces,
  NETWORK_NAMES,
  type RichText,
  readableOn,
  readChip,
  richHtml,
} from '@snodo/content'
import type { JSONContent } from '@tiptap/core'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../i18n.ts'
import { withChips } from './chip-document.ts'
import classes from './content.module.css'

type Drawer<Type extends BlockType> = (props: { block: BlockOf<Type>; brand: Brand }) => ReactNode

/** A block about as it will look, while one works on it; how it really looks is the preview's to say. */
export function BlockView({ block, brand }: { block: Exclude<Block, { type: 'columns' }> | LeafBlock; brand: Brand }) {
  const Draw = DRAWERS[block.type] as Drawer<BlockType> // the table has the drawer of this very type
  return <Draw block={block} brand={brand} />
}

/** Text with its fields as chips. */
function Said({ text }: { text: string }) {
  return (
    <>
      {liquidPieces(text).map((piece, i) => {
        const chip = piece.liquid ? readChip(piece.text) : null
        if (!piece.liquid) return piece.text
        return (
          <span key={i} className={classes.drawnChip}>
            {chip === null ? '{ }' : fieldTitle(chip.path, currentLanguage())}
          </span>
        )
      })}
    </>
  )
}

const DRAWERS: { [Type in Exclude<BlockType, 'columns'>]: Drawer<Type> } = {
  heading({ block, brand }) {
    const size = { 1: 28, 2: 22, 3: 18 }[block.level]
    const style = {
      fontFamily: FONTS[brand.fonts.heading].stack,
      fontSize: size,
      lineHeight: 1.25,
      fontWeight: 700,
      textAlign: block.align,
    }
    return (
      <div style={style}>
        <Said text={block.text} />
        {block.text === '' && <Faint>…</Faint>}
      </div>
    )
  },
  text({ block, brand }) {
    const html = richHtml(drawable(block.doc), {
      link: `color:${brand.colors.accent};text-decoration:underline`,
      paragraph: 'margin:0 0 16px',
    })
    return <Drawn html={html} style={{ textAlign: block.align }} />
  },
  image({ block }) {
    const { t } = useTranslation()
    const place: CSSProperties = { textAlign: block.align }
    if (!/^https?:\/\//.test(block.src))
      return (
        <div style={place}>
          <div className={classes.noImage}>
            {block.src.includes('{{') ? <Said text={block.src} /> : t('content.imageAddress')}
          </div>
        </div>
      )
    return (
      <div style={place}>
        <img src={block.src} alt={block.alt} style={{ width: `${block.width}%`, maxWidth: '100%' }} />
      </div>
    )
  },
  button({ block, brand }) {
    const { accent } = brand.colors
    return (
      <div style={{ textAlign: block.align, padding: '4px 0 12px' }}>
        <span
          style={{
            display: block.wide ? 'block' : 'inline-block',
            textAlign: 'center',
            background: accent,
            color: readableOn(accent),
            borderRadius: BUTTON_RADIUS[brand.button],
            padding: '14px 28px',
            fontWeight: 700,
          }}
        >
          <Said text={block.label === '' ? '…' : block.label} />
        </span>
      </div>
    )
  },
  divider: () => <div style={{ borderTop: '1px solid #dee2e6', margin: '8px 0' }} />,
  spacer: ({ block }) => <div style={{ height: block.height }} />,
  logo({ block, brand }) {
    const { t } = useTranslation()
    return (
      <div style={{ textAlign: block.align, padding: '8px 0' }}>
        {brand.logo ? (
          <img src={brand.logo.src} alt={brand.name} style={{ width: brand.logo.width, maxWidth: '100%' }} />
        ) : (
          <span style={{ fontFamily: FONTS[brand.fonts.heading].stack, fontSize: 20, fontWeight: 700 }}>
            {brand.name || <Faint>{t('content.yourLogo')}</Faint>}
          </span>
        )}
      </div>
    )
  },
  products({ block, brand }) {
    const { t } = useTranslation()
    return (
      <div>
        {[1, 2].slice(0, block.limit).map((n) => (
          <div key={n} style={{ display: 'flex', gap: 16, padding: '8px 0' }}>
            {block.image && <div className={classes.productImage} />}
            <div>
              <div style={{ fontWeight: 700 }}>{t('content.product', { n })}</div>
              {block.price && <div>39,90 €</div>}
              {block.label !== '' && (
                <span style={{ color: brand.colors.accent, textDecoration: 'underline' }}>{block.label}</span>
              )}
            </div>
          </div>
        ))}
      </div>
    )
  },
  coupon({ block, brand }) {
    return (
      <div
        style={{
          border: `2px dashed ${brand.colors.accent}`,
          borderRadius: 12,
          padding: 20,
          textAlign: 'center',
          margin: '4px 0 8px',
        }}
      >
        <div>
          <Said text={block.title} />
        </div>
        <div style={{ fontSize: 26, lineHeight: 1.4, fontWeight: 700, letterSpacing: 2 }}>
          <Said text={block.code} />
        </div>
        <div style={{ fontSize: 14 }}>
          <Said text={block.note} />
        </div>
      </div>
    )
  },
  social({ block }) {
    const names = block.links.map(({ network }) => NETWORK_NAMES[network])
    return (
      <div style={{ textAlign: block.align, fontSize: 14, color: '#5b6270' }}>{names.length > 0 ? names.join(' · ') : '…'}</div>
    )
  },
  footer({ block, brand }) {
    const { t } = useTranslation()
    const said = block.text === '' ? brand.footer : block.text
    return (
      <div style={{ textAlign: block.align, fontSize: 13, lineHeight: 1.6, color: '#5b6270', padding: '8px 0' }}>
        {said !== '' && (
          <div>
            <Said text={said} />
          </div>
        )}
        <div>{t('content.footerHelp').split('. ').slice(1).join('. ')}</div>
      </div>
    )
  },
}

function Faint({ children }: { children: ReactNode }) {
  return <span style={{ opacity: 0.5 }}>{children}</span>
}

/** The same text with nothing in it that leads anywhere or is filled in: only chips are left of its Liquid. */
function drawable(doc: RichText): RichText {
  return quiet(withChips(doc as JSONContent)) as RichText
}

function quiet(node: JSONContent): JSONContent {
  const text = node.text === undefined ? {} : { text: node.text.replaceAll('{', '(').replaceAll('}', ')') }
  const marks = node.marks
    ? { marks: node.marks.map((mark) => (mark.type === 'link' ? { type: 'link', attrs: { href: '#' } } : mark)) }
    : {}
  return { ...node, ...text, ...marks, ...(node.content ? { content: node.content.map(quiet) } : {}) }
}

/** Formatted text as HTML made by our own writer, which lets nothing through but its own tags. */
function Drawn({ html, style }: { html: string; style: CSSProperties }) {
  const chips = html.replace(/\{\{[\s\S]*?\}\}/g, (liquid) => {
    const chip = readChip(liquid)
    const name = chip === null ? '{ }' : fieldTitle(chip.path, currentLanguage())
    return `<span class="${classes.drawnChip ?? ''}">${name.replace(/[&<>"]/g, '')}</span>`
  })
  // richHtml escapes every text and writes no tag of the author's.
  return <div className={classes.drawnText} style={style} dangerouslySetInnerHTML={{ __html: chips }} />
}
