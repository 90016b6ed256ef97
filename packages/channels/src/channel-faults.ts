import { defineFaults } from '@snodo/base'

/** What can be wrong with a provider's settings or with reaching it. Sentences never repeat a password or token. */
export const channelFaults = defineFaults({
  SMTP_URL_INVALID: {
    status: 400,
    title: 'Mail server setting not usable',
    say: ({ problem }: { problem: string }) =>
      `SNODO_SMTP_URL: ${problem}. Expected smtp://user:password@host:587?from=Shop%20%3Cnews%40shop.example%3E, or smtps:// for TLS from the start.`,
  },
  SMTP_DKIM_KEY_INVALID: {
    status: 400,
    title: 'DKIM key not usable',
    say: ({ problem }: { problem: string }) =>
      `The DKIM key of SNODO_SMTP_URL: ${problem}. Expected an RSA private key in PEM form of at least 2048 bits (RFC 8301).`,
  },
  SMTP_UNREACHABLE: {
    status: 502,
    title: 'Mail server not reached',
    say: ({ host, port, because }: { host: string; port: number; because: string }) =>
      `The mail server ${host}:${port} was not reached: ${because}. Check host, port and TLS in SNODO_SMTP_URL.`,
  },
  SMTP_LOGIN_REFUSED: {
    status: 502,
    title: 'Mail server refuses the login',
    say: ({ host, port, because }: { host: string; port: number; because: string }) =>
      `The mail server ${host}:${port} refuses our user name and password: ${because}. Check them in SNODO_SMTP_URL.`,
  },
  SMS_URL_INVALID: {
    status: 400,
    title: 'SMS provider setting not usable',
    say: ({ problem }: { problem: string }) =>
      `The SMS provider's address: ${problem}. Expected twilio://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B393331234567 (or messagingService=MG…).`,
  },
  SMS_PROVIDER_REFUSES: {
    status: 502,
    title: 'SMS provider not usable',
    say: ({ host, because }: { host: string; because: string }) =>
      `The SMS provider at ${host} does not accept our account: ${because}. Check account, token and address.`,
  },
  WEBHOOK_SECRET_INVALID: {
    status: 400,
    title: 'Webhook secret not usable',
    say: ({ problem }: { problem: string }) =>
      `The webhook signing secret: ${problem}. Expected whsec_ followed by 24 to 64 bytes in base64 (Standard Webhooks).`,
  },
})
