import { Button, ColorInput, Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type Brand, type ButtonShape, contrast, DESIGNS, FONTS, type FontName } from '@snodo/content'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { brandQuery, previewQuery, saveBrand } from '../../api/contents.ts'
import { currentLanguage } from '../../i18n.ts'
import { faultWords, sayDone, sayFault } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import pages from '../pages.module.css'
import classes from './content.module.css'
import { SocialFields } from './social-fields.tsx'

/** How everything this house sends looks, beside a mail that shows it. */
export function BrandPage() {
  const brand = useQuery(brandQuery)
  if (brand.isPending) return <PageLoading />
  if (brand.isError) return <PageFault {...faultWords(brand.error)} onRetry={() => void brand.refetch()} />
  return <BrandForm saved={brand.data} />
}

function BrandForm({ saved }: { saved: Brand }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [brand, setBrand] = useState(saved)
  const set = (change: Partial<Brand>) => setBrand((now) => ({ ...now, ...change }))
  const save = useMutation({
    mutationFn: () => saveBrand(brand),
    onSuccess: () => sayDone(t('content.brandSaved')),
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: brandQuery.queryKey }),
  })
  const fonts = Object.entries(FONTS).map(([value, { title }]) => ({ value, label: title }))
  const { colors } = brand
  const color = (name: keyof Brand['colors'], label: string) => (
    <ColorInput
      label={label}
      format="hex"
      withEyeDropper={false}
      value={colors[name]}
      error={name === 'text' || name === 'accent' ? tooPale(name) : undefined}
      onChange={(value) => /^#[0-9a-fA-F]{6}$/.test(value) && set({ colors: { ...colors, [name]: value } })}
    />
  )
  const tooPale = (name: 'text' | 'accent') => {
    // What stands on a button is black or white, whichever reads better: only text on its ground can be too pale.
    const ratio = name === 'text' ? contrast(colors.text, colors.panel) : 21
    return ratio < 4.5 ? t('content.hardToRead', { ratio: ratio.toFixed(1) }) : undefined
  }
  return (
    <div className={pages.page}>
      <PageHead title={t('content.brandTitle')}>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('content.save')}
        </Button>
      </PageHead>
      <Text c="dimmed" mb="lg" maw={640}>
        {t('content.brandExplain')}
      </Text>
      <div className={classes.brandSplit}>
        <Stack gap="md">
          <TextInput
            label={t('content.brandName')}
            maxLength={100}
            value={brand.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <LogoFields logo={brand.logo} onChange={(logo) => set({ logo })} />
          <Group grow align="flex-start">
            {color('accent', t('content.accent'))}
            {color('text', t('content.textColor'))}
          </Group>
          <Group grow align="flex-start">
            {color('panel', t('content.panelColor'))}
            {color('background', t('content.background'))}
          </Group>
          <Group grow>
            <Select
              label={t('content.headingFont')}
              allowDeselect={false}
              value={brand.fonts.heading}
              data={fonts}
              onChange={(font) => font && set({ fonts: { ...brand.fonts, heading: font as FontName } })}
            />
            <Select
              label={t('content.bodyFont')}
              allowDeselect={false}
              value={brand.fonts.body}
              data={fonts}
              onChange={(font) => font && set({ fonts: { ...brand.fonts, body: font as FontName } })}
            />
          </Group>
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('content.buttonShape')}
            </Text>
            <SegmentedControl
              fullWidth
              aria-label={t('content.buttonShape')}
              value={brand.button}
              onChange={(button) => set({ button: button as ButtonShape })}
              data={(['square', 'rounded', 'pill'] as const).map((shape) => ({ value: shape, label: t(`content.${shape}`) }))}
            />
          </div>
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('content.socialLinks')}
            </Text>
            <SocialFields links={brand.social} onChange={(social) => set({ social })} />
          </div>
          <TextInput
            label={t('content.footerNote')}
            description={t('content.footerNoteHelp')}
            maxLength={1000}
            value={brand.footer}
            onChange={(event) => set({ footer: event.currentTarget.value })}
          />
        </Stack>
        <BrandPreview brand={brand} />
      </div>
    </div>
  )
}

function LogoFields({ logo, onChange }: { logo: Brand['logo']; onChange(logo: Brand['logo']): void }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('content.logo')}
        description={t('content.imageHelp')}
        placeholder="https://"
        maxLength={2000}
        value={logo?.src ?? ''}
        onChange={(event) => {
          const src = event.currentTarget.value.trim()
          onChange(src === '' ? null : { width: 160, href: '', ...logo, src })
        }}
      />
      {logo && (
        <Group grow align="flex-start">
          <NumberInput
            label={t('content.logoWidth')}
            suffix=" px"
            min={40}
            max={600}
            value={logo.width}
            onChange={(width) => typeof width === 'number' && width >= 40 && width <= 600 && onChange({ ...logo, width })}
          />
          <TextInput
            label={t('content.logoHref')}
            placeholder="https://"
            maxLength={2000}
            value={logo.href}
            onChange={(event) => onChange({ ...logo, href: event.currentTarget.value.trim() })}
          />
        </Group>
      )}
    </>
  )
}

function BrandPreview({ brand }: { brand: Brand }) {
  const { t } = useTranslation()
  const [late] = useDebouncedValue(brand, 400)
  const design = DESIGNS.find((each) => each.channel === 'email')
  const document = design?.write(currentLanguage())
  const preview = useQuery({
    ...previewQuery(document!, { contact: null, event: null }, late),
    enabled: document !== undefined,
    placeholderData: keepPreviousData,
  })
  return (
    <div>
      <Title order={2} size="h3" mb="sm">
        {t('content.preview')}
      </Title>
      <div className={classes.frameBox}>
        <iframe className={classes.frame} title={t('content.previewFrame')} sandbox="" srcDoc={preview.data?.html ?? ''} />
      </div>
    </div>
  )
}
