// What the way into the customer portal says in French.
import type { PortalLoginWords } from './index.ts'

export const fr: PortalLoginWords = {
  title: 'Se connecter à votre facturation',
  lead: (merchant) => `Indiquez l’adresse e-mail sous laquelle ${merchant} vous connaît, et vous recevrez un lien.`,
  send: 'Envoyer le lien',
  sent: [
    'Consultez vos e-mails',
    'Si l’adresse est celle d’un client, un lien lui est envoyé. Il est valable quelques minutes.',
  ],
  note: 'Brindle n’envoie pas d’e-mails : qui teste trouve le lien parmi les messages sortants.',
  unknown: ['Il n’y a rien ici', 'Aucune page de connexion ne correspond à cette adresse, ou elle a été désactivée.'],
  expired: [
    'Cette page a expiré',
    'Elle n’a pas été ouverte à temps, ou pas utilisée pendant une heure. Demandez un autre lien au marchand.',
  ],
  again: 'Se reconnecter',
}
