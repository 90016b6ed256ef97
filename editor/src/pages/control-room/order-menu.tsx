import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { OrderVerb } from '../../api/orders.ts'

/** What else can be ordered for those who stand somewhere. */
export function OrderMenu(props: {
  label: string
  verbs: readonly OrderVerb[]
  about: string
  onChoose: (verb: OrderVerb) => void
}) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`${props.label}: ${props.about}`}
        >
          {props.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.verbs.map((verb) => (
          <Menu.Item key={verb} color={verb === 'end' ? 'red' : undefined} onClick={() => props.onChoose(verb)}>
            {t(`orders.${verb}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
