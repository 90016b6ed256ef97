import { Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type WhyAsked, whyQuery } from '../api/why.ts'
import { currentLanguage } from '../i18n.ts'
import { faultWords } from '../ui/notify.ts'

const COLORS = { inside: 'green', ended: 'gray', keptOut: 'yellow', notEntered: 'gray' } as const

/** Why, and why not, in the five sentences at most that the server has for it. */
export function WhyAnswer({ contactId, asked }: { contactId: string; asked: WhyAsked }) {
  const { t } = useTranslation()
  const why = useQuery(whyQuery(contactId, asked, currentLanguage()))
  if (why.isError && !why.data)
    return (
      <Text role="alert" size="sm" c="var(--snodo-error)">
        {faultWords(why.error).detail || faultWords(why.error).title}
      </Text>
    )
  if (!why.data)
    return (
      <Stack gap={8} role="status" aria-label={t('why.asking')}>
        <Skeleton h={14} />
        <Skeleton h={14} w="80%" />
      </Stack>
    )
  const { verdict, sentences } = why.data
  return (
    <Stack gap={6} role="status" data-testid="why-answer">
      {verdict !== null && (
        <Group>
          <Badge variant="light" color={COLORS[verdict]}>
            {t(`why.${verdict}`)}
          </Badge>
        </Group>
      )}
      {sentences.map((sentence) => (
        <Text key={sentence} size="sm">
          {sentence}
        </Text>
      ))}
    </Stack>
  )
}
