// From where this server calls hosts: what their owners let in. Only who runs it knows, since it may stand behind another address.
// (Adobe publishes its own by region: https://experienceleague.adobe.com/en/docs/experience-platform/sources/ip-address-allow-list)
import { ok, type Route } from '../door/route.ts'

export const egressRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/flowservice/egress',
    needs: ['view'],
    run: (_, { egress }) =>
      ok({
        items: egress.map((cidr) => ({ cidr })),
        ...(egress.length === 0 && {
          detail: 'Nobody has said from which addresses this server calls hosts. It is started with --egress for that.',
        }),
      }),
  },
]
