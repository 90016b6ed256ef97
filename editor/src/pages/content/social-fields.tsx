import { ActionIcon, Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { type BlockOf, CONTENT_LIMITS, NETWORK_NAMES, NETWORKS } from '@snodo/content'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

type SocialLink = BlockOf<'social'>['links'][number]

/** Addresses of the pages of a house on other networks. */
export function SocialFields({ links, onChange }: { links: SocialLink[]; onChange(links: SocialLink[]): void }) {
  const { t } = useTranslation()
  const free = NETWORKS.filter((network) => !links.some((link) => link.network === network))
  const set = (at: number, link: SocialLink) => onChange(links.with(at, link))
  return (
    <Stack gap="xs">
      {links.map((link, i) => (
        <Group key={link.network} gap={6} wrap="nowrap" align="flex-end">
          <Select
            w={128}
            aria-label={t('content.network')}
            allowDeselect={false}
            value={link.network}
            data={[link.network, ...free].map((network) => ({ value: network, label: NETWORK_NAMES[network] }))}
            onChange={(network) => network && set(i, { ...link, network: network as SocialLink['network'] })}
          />
          <TextInput
            style={{ flex: 1 }}
            aria-label={`${NETWORK_NAMES[link.network]}: ${t('content.linkAddress')}`}
            placeholder="https://"
            value={link.href}
            maxLength={CONTENT_LIMITS.address}
            onChange={(event) => set(i, { ...link, href: event.currentTarget.value.trim() })}
          />
          <ActionIcon size={34} aria-label={t('content.removeLink')} onClick={() => onChange(links.toSpliced(i, 1))}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      {free[0] && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...links, { network: free[0]!, href: '' }])}
        >
          {t('content.addLink')}
        </Button>
      )}
    </Stack>
  )
}
