import { type Brand, type ContentDocument, FONTS } from '@snodo/content'
import { sayChips } from './block-names.ts'
import { BlockView } from './block-view.tsx'
import classes from './content.module.css'

/** A content in small; its title beside it says the same to those who do not see it. */
export function Thumbnail({ document, brand }: { document: ContentDocument; brand: Brand }) {
  if (document.channel === 'sms')
    return (
      <div className={classes.thumb} aria-hidden inert>
        <div className={`${classes.bubble} ${classes.thumbSms}`}>{sayChips(document.body) || '…'}</div>
      </div>
    )
  const { colors, fonts } = brand
  return (
    <div className={classes.thumb} style={{ background: colors.background }} aria-hidden inert>
      <div
        className={classes.thumbMail}
        style={{ background: colors.panel, color: colors.text, fontFamily: FONTS[fonts.body].stack }}
      >
        {document.blocks.slice(0, 6).map((block) => (
          <div key={block.id}>
            {block.type === 'columns' ? (
              <div className={classes.columns}>
                {block.columns.map((column) => (
                  <div key={column.id} className={classes.column}>
                    {column.blocks.map((leaf) => (
                      <BlockView key={leaf.id} block={leaf} brand={brand} />
                    ))}
                  </div>
                ))}
              </div>
            ) : (
              <BlockView block={block} brand={brand} />
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
