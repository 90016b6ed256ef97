import { escapeHtml } from './liquid-filters.ts'

/**
 * The template of an e-mail's body as a whole HTML page, its Liquid untouched. A body written as plain text becomes
 * paragraphs; one that holds HTML is left as it is; one that is already a page comes back unchanged.
 */
export function prepareHtmlBody(body: string): string {
  if (/<html[\s>]/i.test(body)) return body
  const inner = /<\/?[a-z][^>]*>/i.test(outsideLiquid(body)) ? body : paragraphs(body)
  return [
    '<!doctype html>',
    '<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    '<body style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#212529">',
    inner,
    '</body></html>',
  ].join('\n')
}

const LIQUID = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/

function outsideLiquid(body: string): string {
  return body
    .split(LIQUID)
    .filter((_, i) => i % 2 === 0)
    .join(' ')
}

function paragraphs(body: string): string {
  const escaped = body
    .trim()
    .split(LIQUID)
    // Odd pieces are Liquid, which must reach the engine as it was written.
    .map((piece, i) => (i % 2 === 1 ? piece : linked(escapeHtml(piece).replace(/&#34;/g, '"').replace(/&#39;/g, "'"))))
    .join('')
  return escaped
    .split(/\r?\n[ \t]*\r?\n\s*/)
    .map((paragraph) => `<p>${paragraph.replace(/\r?\n/g, '<br>\n')}</p>`)
    .join('\n')
}

/** A web address written in plain text becomes a link, as mail readers would show it. */
function linked(text: string): string {
  return text.replace(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g, (url) => `<a href="${url}">${url}</a>`)
}
