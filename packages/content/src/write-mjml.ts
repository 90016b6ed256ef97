import type { Language } from '@snodo/base'
import { BLOCK_WORDS } from './block-words.ts'
import { type Brand, BUTTON_RADIUS, contrast, FONTS, NETWORK_NAMES, readableOn } from './brand.ts'
import type { Block, BlockOf, BlockType, EmailContent } from './document.ts'
import { escapeAround, LIQUID } from './liquid-text.ts'
import { hrefOf, type RichLook, richHtml } from './rich-text.ts'

/** The mail as MJML whose Liquid is hidden behind marks, and what puts it back into the HTML made of it. */
export type WrittenMjml = { mjml: string; restore(html: string): string }

/** Room around what stands in a mail, in pixels. */
const SIDE = 32
const WIDTH = 600
/** How a mail looks to who reads in the dark, in programs that ask (Apple Mail, Thunderbird): the accent stays the brand's. */
const DARK = { background: '#121417', panel: '#1e2127', text: '#f1f3f5', soft: '#a8aeb8', line: '#3a3f47' } as const

/** An e-mail as MJML: what every mail program understands is the business of the library that reads this. Pure. */
export function writeMjml(document: EmailContent, brand: Brand): WrittenMjml {
  const look = lookOf(brand, document.language)
  const body = document.blocks.map((block) => sectionOf(block, look)).join('\n')
  return hideLiquid(`<mjml lang="${document.language}" dir="ltr">
<mj-head>
<mj-title>${escapeAround(document.subject)}</mj-title>
<mj-raw><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"></mj-raw>
<mj-attributes>
<mj-all font-family="${look.bodyFont}" />
<mj-text font-size="16px" line-height="1.5" color="${look.text}" padding="0" />
<mj-section padding="0" background-color="${look.panel}" />
<mj-column padding="0" />
<mj-image padding="0" />
<mj-button padding="0" />
<mj-divider padding="0" />
<mj-spacer padding="0" />
</mj-attributes>
<mj-style>${darkStyle(look)}</mj-style>
</mj-head>
<mj-body width="${WIDTH}px" background-color="${look.background}" css-class="sn-body">
<mj-section background-color="${look.background}" css-class="sn-back" padding="12px 0"><mj-column><mj-spacer height="4px" /></mj-column></mj-section>
${body}
<mj-section background-color="${look.background}" css-class="sn-back" padding="12px 0"><mj-column><mj-spacer height="4px" /></mj-column></mj-section>
</mj-body>
</mjml>`)
}

type Look = ReturnType<typeof lookOf>

function lookOf(brand: Brand, language: Language) {
  const { accent, background, panel, text } = brand.colors
  // A link in a pale accent could not be read: then it is underlined in the colour of the text.
  const link = contrast(accent, panel) >= 4.5 ? accent : text
  return {
    brand,
    language,
    accent,
    onAccent: readableOn(accent),
    background,
    panel,
    text,
    soft: contrast('#5b6270', panel) >= 4.5 ? '#5b6270' : text,
    line: panel === '#ffffff' ? '#dee2e6' : text,
    bodyFont: FONTS[brand.fonts.body].stack,
    headingFont: FONTS[brand.fonts.heading].stack,
    radius: BUTTON_RADIUS[brand.button],
    rich: { link: `color:${link};text-decoration:underline`, paragraph: 'margin:0 0 16px' } satisfies RichLook,
    link,
  }
}

function darkStyle({ accent }: Look): string {
  const link = contrast(accent, DARK.panel) >= 4.5 ? accent : '#a5b4fc'
  const rules = [
    `body,.sn-body,.sn-back,.sn-back>table{background-color:${DARK.background} !important}`,
    `.sn-panel,.sn-panel>table{background-color:${DARK.panel} !important}`,
    `.sn-text div,.sn-text h1,.sn-text h2,.sn-text h3,.sn-text p,.sn-text li,.sn-text td{color:${DARK.text} !important}`,
    `.sn-text a:not(.sn-button){color:${link} !important}`,
    `.sn-soft div,.sn-soft a{color:${DARK.soft} !important}`,
    `.sn-rule p{border-top-color:${DARK.line} !important}`,
  ]
  return `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme: dark){${rules.join('')}}
@media (max-width:480px){.sn-side>table>tbody>tr>td{padding-left:20px !important;padding-right:20px !important}.sn-col>table>tbody>tr>td{padding-left:0 !important;padding-right:0 !important}}`
}

/** One block of the mail, as a strip as wide as the mail. */
function sectionOf(block: Block, look: Look): string {
  if (block.type === 'columns') return columnsOf(block, look)
  const column = `<mj-column>${WRITERS[block.type](block as never, look)}</mj-column>` // the table has the writer of this very type
  return section(column, look, ROOM[block.type])
}

function section(inner: string, look: Look, [above, below]: readonly [number, number]): string {
  return `<mj-section background-color="${look.panel}" css-class="sn-panel sn-side" padding="${above}px ${SIDE}px ${below}px">${inner}</mj-section>`
}

/** Room above and below each kind of block. */
const ROOM: Record<BlockType, readonly [number, number]> = {
  heading: [20, 8],
  text: [8, 0],
  image: [8, 8],
  button: [12, 20],
  divider: [12, 12],
  spacer: [0, 0],
  logo: [24, 8],
  columns: [8, 8],
  products: [8, 8],
  coupon: [12, 16],
  social: [16, 8],
  footer: [16, 28],
}

function columnsOf({ columns }: BlockOf<'columns'>, look: Look): string {
  const gap = 12
  const inner = columns.map((column, i) => {
    const left = i === 0 ? 0 : gap / 2
    const right = i === columns.length - 1 ? 0 : gap / 2
    const blocks = column.blocks.map((block) => WRITERS[block.type](block as never, look)).join('<mj-spacer height="12px" />')
    return `<mj-column css-class="sn-col" padding="0 ${right}px 12px ${left}px">${blocks === '' ? '<mj-spacer height="1px" />' : blocks}</mj-column>`
  })
  return section(inner.join(''), look, ROOM.columns)
}

type Writers = { [Type in Exclude<BlockType, 'columns'>]: (block: BlockOf<Type>, look: Look) => string }

const WRITERS: Writers = {
  heading({ text, level, align }, look) {
    const size = { 1: 28, 2: 22, 3: 18 }[level]
    return html(
      `<h${level} style="margin:0;font-family:${look.headingFont};font-size:${size}px;line-height:1.25;font-weight:bold;color:${look.text}">${escapeAround(text)}</h${level}>`,
      align,
    )
  },
  text: ({ doc, align }, look) => html(richHtml(doc, look.rich), align),
  image({ src, alt, decorative, href, width, align }) {
    const shown = Math.round(((WIDTH - 2 * SIDE) * width) / 100)
    const link = href.trim() === '' ? '' : ` href="${hrefOf(href)}"`
    // Without an address there is nothing to show; the checker asks for one.
    if (src.trim() === '') return '<mj-spacer height="1px" />'
    return `<mj-image src="${hrefOf(src)}" alt="${decorative ? '' : escapeAround(alt)}" width="${shown}px" align="${align}"${link} />`
  },
  button({ label, href, align, wide }, look) {
    const link = href.trim() === '' ? '' : ` href="${hrefOf(href)}"`
    const width = wide ? ' width="100%"' : ''
    return `<mj-button css-class="sn-button" background-color="${look.accent}" color="${look.onAccent}" border-radius="${look.radius}px" font-size="16px" font-weight="bold" inner-padding="14px 28px" align="${align}"${link}${width}>${escapeAround(label)}</mj-button>`
  },
  divider: (_block, look) => `<mj-divider css-class="sn-rule" border-width="1px" border-color="${look.line}" />`,
  spacer: ({ height }) => `<mj-spacer height="${height}px" />`,
  logo({ align }, { brand, headingFont, text }) {
    const { logo, name } = brand
    if (logo === null)
      return html(
        `<div style="font-family:${headingFont};font-size:20px;font-weight:bold;color:${text}">${escapeAround(name)}</div>`,
        align,
      )
    const link = logo.href === '' ? '' : ` href="${hrefOf(logo.href)}"`
    return `<mj-image src="${hrefOf(logo.src)}" alt="${escapeAround(name)}" width="${logo.width}px" align="${align}"${link} />`
  },
  products: (block, look) => html(productRows(block, look), 'left'),
  coupon({ title, code, note }, look) {
    const box = `border:2px dashed ${look.accent};border-radius:12px;padding:20px;text-align:center`
    return html(
      `<div style="${box}"><div style="font-size:16px">${escapeAround(title)}</div>` +
        `<div style="font-size:26px;line-height:1.4;font-weight:bold;letter-spacing:2px;color:${look.text}">${escapeAround(code)}</div>` +
        (note === '' ? '' : `<div style="font-size:14px">${escapeAround(note)}</div>`) +
        '</div>',
      'center',
    )
  },
  social({ links, align }, look) {
    const shown = links.filter(({ href }) => href.trim() !== '')
    const list = shown.map(
      ({ network, href }) =>
        `<a href="${hrefOf(href)}" style="color:${look.soft};text-decoration:underline">${NETWORK_NAMES[network]}</a>`,
    )
    // Names instead of pictures: they are read aloud, need no server, and stand where images are blocked.
    return html(`<div style="font-size:14px;color:${look.soft}">${list.join(' &nbsp;·&nbsp; ')}</div>`, align, 'sn-soft')
  },
  footer({ text, align }, look) {
    const said = text === '' ? look.brand.footer : text
    const parts = [
      said === '' ? '' : `${escapeAround(said)}<br>`,
      '{% if sender.postal != blank %}{{ sender.postal | newline_to_br }}<br>{% endif %}',
      `{% if unsubscribeUrl %}<a href="{{ unsubscribeUrl }}" style="color:${look.soft};text-decoration:underline">${BLOCK_WORDS.unsubscribe[look.language]}</a>{% endif %}`,
    ]
    return html(`<div style="font-size:13px;line-height:1.6;color:${look.soft}">${parts.join('')}</div>`, align, 'sn-soft')
  },
}

/** One product after another, as many as the event has and the block lets in. */
function productRows({ from, limit, image, price, label }: BlockOf<'products'>, look: Look): string {
  const picture = `{% if product.image_url != blank %}<td width="112" style="padding:8px 16px 8px 0;vertical-align:top"><img src="{{ product.image_url }}" alt="" width="96" style="display:block;width:96px;height:auto;border-radius:8px;border:0"></td>{% endif %}`
  const cost = `{% if product.price != blank %}<div>{{ product.price | money: entry.currency }}</div>{% endif %}`
  const link = `{% if product.url != blank %}<a href="{{ product.url }}" style="color:${look.link};text-decoration:underline">${escapeAround(label)}</a>{% endif %}`
  const words = `<div style="font-weight:bold">{{ product.name }}</div>${price ? cost : ''}${label === '' ? '' : link}`
  const cells = `${image ? picture : ''}<td style="padding:8px 0;vertical-align:top;color:${look.text}">${words}</td>`
  const row = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${cells}</tr></table>`
  return `{% for product in ${from} limit: ${limit} %}${row}{% endfor %}`
}

function html(inner: string, align: string, cssClass = 'sn-text'): string {
  return `<mj-text align="${align}" css-class="${cssClass}">${inner}</mj-text>`
}

const OPEN = '\uE000'
const CLOSE = '\uE001'

/** Marks in place of Liquid: neither the reader of MJML nor what tidies HTML may touch it. */
function hideLiquid(text: string): WrittenMjml {
  const hidden: string[] = []
  const mjml = text
    .replaceAll(OPEN, '')
    .replaceAll(CLOSE, '')
    .replace(new RegExp(LIQUID, 'g'), (liquid) => `${OPEN}${hidden.push(liquid) - 1}${CLOSE}`)
  return {
    mjml,
    restore: (made) => made.replace(new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g'), (_, place: string) => hidden[Number(place)] ?? ''),
  }
}
