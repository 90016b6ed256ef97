import { Button, Checkbox, NumberInput, SegmentedControl, Slider, Stack, Text, TextInput } from '@mantine/core'
import { type Align, type Block, type BlockOf, type BlockType, blockOf, CONTENT_LIMITS, changeBlock } from '@snodo/content'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ChipInput } from './chip-input.tsx'
import { useBrand, useContent, useContentState } from './content-context.ts'
import { RichEditor } from './rich-editor.tsx'
import { SocialFields } from './social-fields.tsx'
import { useMail } from './use-mail.ts'

/** The settings of the block in hand. Each reads from the document and writes into it; typing in one field is one step of undo. */
export function BlockForm() {
  const mail = useMail()
  const selected = useContentState((state) => state.selected)
  const block = selected === null ? null : blockOf(mail, selected)
  if (block === null) return null
  const Form = FORMS[block.type] as (props: { block: Block }) => ReactNode // the table has the form of this very type
  return (
    <Stack gap="md" key={block.id}>
      <Form block={block} />
    </Stack>
  )
}

function useWrite(id: string): (change: Record<string, unknown>, field: string) => void {
  const store = useContent()
  return (change, field) => {
    const { document } = store.getState()
    if (document.channel === 'email') store.change(changeBlock(document, id, change), `${id}/${field}`)
  }
}

type FieldOf = { id: string; field: string; label: string; help?: string; value: string }

/** A line of text with chips, of a block. */
function Line(field: FieldOf) {
  return <OneLine {...field} most={CONTENT_LIMITS.line} clean={(text) => text} />
}

/** A web address; fields may stand in it too. */
function Address(field: FieldOf) {
  return <OneLine {...field} most={CONTENT_LIMITS.address} clean={(text) => text.trim()} />
}

function OneLine({ id, field, label, help, value, most, clean }: FieldOf & { most: number; clean: (text: string) => string }) {
  const write = useWrite(id)
  return (
    <ChipInput
      name={field}
      label={label}
      {...(help ? { help } : {})}
      value={value}
      maxLength={most}
      onChange={(text) => write({ [field]: clean(text) }, field)}
    />
  )
}

function AlignField({ id, value }: { id: string; value: Align }) {
  const { t } = useTranslation()
  const write = useWrite(id)
  return (
    <Segments
      label={t('content.align')}
      value={value}
      data={(['left', 'center', 'right'] as const).map((align) => ({ value: align, label: t(`content.${align}`) }))}
      onChange={(align) => write({ align }, 'align')}
    />
  )
}

function Segments(props: {
  label: string
  value: string
  data: { value: string; label: string }[]
  onChange(value: string): void
}) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4} component="div">
        {props.label}
      </Text>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={props.label}
        value={props.value}
        data={props.data}
        onChange={props.onChange}
      />
    </div>
  )
}

const FORMS: { [Type in BlockType]: (props: { block: BlockOf<Type> }) => ReactNode } = {
  heading({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <>
        <Line id={block.id} field="text" label={t('content.text')} value={block.text} />
        <Segments
          label={t('content.level')}
          value={String(block.level)}
          data={[
            { value: '1', label: t('content.big') },
            { value: '2', label: t('content.middle') },
            { value: '3', label: t('content.small') },
          ]}
          onChange={(level) => write({ level: Number(level) }, 'level')}
        />
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  text({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <>
        <RichEditor label={t('content.text')} value={block.doc} onChange={(doc) => write({ doc }, 'doc')} />
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  image({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <>
        <Address id={block.id} field="src" label={t('content.imageAddress')} help={t('content.imageHelp')} value={block.src} />
        {!block.decorative && (
          <Line id={block.id} field="alt" label={t('content.alt')} help={t('content.altHelp')} value={block.alt} />
        )}
        <Checkbox
          label={t('content.decorative')}
          checked={block.decorative}
          onChange={(event) => write({ decorative: event.currentTarget.checked }, 'decorative')}
        />
        <Address id={block.id} field="href" label={t('content.address')} value={block.href} />
        <div>
          <Text size="sm" fw={500} mb={4} component="div">
            {t('content.width')}
          </Text>
          <Slider
            thumbLabel={t('content.width')}
            label={(value) => `${value} %`}
            min={10}
            max={100}
            step={5}
            value={block.width}
            onChange={(width) => write({ width }, 'width')}
          />
        </div>
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  button({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <>
        <Line id={block.id} field="label" label={t('content.label')} value={block.label} />
        <Address id={block.id} field="href" label={t('content.address')} help={t('content.imageHelp')} value={block.href} />
        <Checkbox
          label={t('content.wide')}
          checked={block.wide}
          onChange={(event) => write({ wide: event.currentTarget.checked }, 'wide')}
        />
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  divider: () => null,
  spacer({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <NumberInput
        label={t('content.height')}
        suffix=" px"
        min={4}
        max={200}
        value={block.height}
        data-field-name="height"
        onChange={(height) => typeof height === 'number' && height >= 4 && height <= 200 && write({ height }, 'height')}
      />
    )
  },
  logo({ block }) {
    const { t } = useTranslation()
    return (
      <>
        <Text size="sm" c="dimmed">
          {t('content.logoHelp')}
        </Text>
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  columns({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    const { columns } = block
    const make = (count: number) =>
      // What stood in a column that goes is not lost: it goes below what stands in the one before.
      count > columns.length
        ? [...columns, { id: `${block.id}c`, blocks: [] }]
        : columns
            .slice(0, count)
            .map((column, i) =>
              i === count - 1 ? { ...column, blocks: columns.slice(i).flatMap((each) => each.blocks) } : column,
            )
    return (
      <Segments
        label={t('content.columns')}
        value={String(columns.length)}
        data={['2', '3'].map((count) => ({ value: count, label: count }))}
        onChange={(count) => Number(count) !== columns.length && write({ columns: make(Number(count)) }, 'columns')}
      />
    )
  },
  products({ block }) {
    const { t } = useTranslation()
    const write = useWrite(block.id)
    return (
      <>
        <TextInput
          label={t('content.productsFrom')}
          description={t('content.productsHelp')}
          defaultValue={block.from}
          data-field-name="from"
          onBlur={(event) => {
            const from = event.currentTarget.value.trim()
            if (/^[A-Za-z_][\w-]*(\.[\w-]+)+$/.test(from)) write({ from }, 'from')
            else event.currentTarget.value = block.from
          }}
        />
        <NumberInput
          label={t('content.most')}
          min={1}
          max={12}
          value={block.limit}
          onChange={(limit) => typeof limit === 'number' && limit >= 1 && limit <= 12 && write({ limit }, 'limit')}
        />
        <Checkbox
          label={t('content.withImages')}
          checked={block.image}
          onChange={(event) => write({ image: event.currentTarget.checked }, 'image')}
        />
        <Checkbox
          label={t('content.withPrices')}
          checked={block.price}
          onChange={(event) => write({ price: event.currentTarget.checked }, 'price')}
        />
        <Line id={block.id} field="label" label={t('content.linkWords')} value={block.label} />
      </>
    )
  },
  coupon({ block }) {
    const { t } = useTranslation()
    return (
      <>
        <Line id={block.id} field="title" label={t('content.couponTitle')} value={block.title} />
        <Line id={block.id} field="code" label={t('content.couponCode')} value={block.code} />
        <Line id={block.id} field="note" label={t('content.couponNote')} value={block.note} />
      </>
    )
  },
  social({ block }) {
    const { t } = useTranslation()
    const brand = useBrand()
    const write = useWrite(block.id)
    return (
      <>
        <SocialFields links={block.links} onChange={(links) => write({ links }, 'links')} />
        {brand.social.length > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            style={{ alignSelf: 'flex-start' }}
            onClick={() => write({ links: brand.social }, 'links')}
          >
            {t('content.fromBrand')}
          </Button>
        )}
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
  footer({ block }) {
    const { t } = useTranslation()
    return (
      <>
        <Line id={block.id} field="text" label={t('content.footerText')} help={t('content.footerHelp')} value={block.text} />
        <AlignField id={block.id} value={block.align} />
      </>
    )
  },
}
