// How pages for customers are drawn, as far as the server knows: what each is given, and that it comes back as HTML. (src/hosted.ts)
import type { Paper } from '../lib/paper.ts'

/** An authorisation as its page shows it; the house's own object, as it is sent. */
export interface Step {
  readonly amount: number | null
  readonly currency: string | null
  readonly expires_at: number
  readonly merchant: string
  /** What its intent asks for; nothing once it is decided. */
  readonly next_action: { readonly type: string; readonly [name: string]: unknown } | null
  readonly outcome: 'pending' | 'succeeded' | 'failed' | 'replaced'
  readonly payment_method_type: string
  readonly redirect_url: string | null
}

/** What was refused: an error of the API, or the last one of an intent. The page says it in its own language, as far as it can. */
export interface Problem {
  readonly message: string
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
}

/** What a page of a step knows beside the step. */
export interface Around {
  readonly id: string
  readonly acceptLanguage: string | undefined
  /** An SVG of the code that leads to this page. */
  readonly code?: string
  /** What was refused just now, or what has just been done: the account is verified, or the money was sent. */
  readonly problem?: Problem
  readonly done?: 'verified' | 'succeeded'
  /** It stands in a frame of the browser's SDK, which leads on by itself. */
  readonly framed?: true
}

/** What the page of a session knows beside it. */
export interface CheckoutAround {
  readonly acceptLanguage: string | undefined
  /** It stands in a frame of the seller's page. */
  readonly isFramed?: boolean
  /** What was refused just now, or that the amount is another than what they saw; and what had been filled in. */
  readonly problem?: Problem
  readonly isStale?: boolean
  readonly said?: Readonly<Record<string, string>>
  /** Where the customer goes on to, once it is done. */
  readonly goOn?: string
}

/** What the page of the portal knows beside what it shows. */
export interface PortalAround {
  /** What was refused just now, with what was filled in where that is a way to pay; or that it is done. */
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
  readonly done?: boolean
  /** A change of plan that waits for the customer's word, with what the next invoice comes to. */
  readonly change?: {
    /** What is sent when they agree. */
    readonly act: 'switch' | 'confirm'
    readonly subscription: string
    readonly plan: string
    readonly quantity?: string
    /** A promotion code, as it was typed. */
    readonly code?: string
    readonly amount: number
    readonly currency: string
  }
}

/** What the page of an invoice knows beside it. */
export interface InvoiceAround {
  readonly problem?: Problem
  /** What was filled in before that, by the names of the fields. */
  readonly said?: Readonly<Record<string, string>>
  /** What the customer has saved and may pay with; objects of the API. */
  readonly methods: readonly Json[]
  /** Where the PDF is. */
  readonly pdf?: string
}

/** What the page of a payment update knows beside it. */
export interface PaymentUpdateAround {
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
  readonly done?: boolean
  readonly methods: readonly Json[]
}

/** What the page of the way into the portal knows beside it. */
export interface PortalLoginAround {
  readonly email?: string
  readonly problem?: Problem
  readonly sent?: boolean
}

/** Answers of the API, as JSON. */
export type Json = Readonly<Record<string, any>>

/** How the pages look, in the language that the browser prefers. */
export interface Hosted {
  readonly css: string
  /** Nothing where there is no such step. */
  readonly authorize: (step: Step | undefined, around: Around) => string
  /** The printed voucher: its title, its lines, and the language that they are in. */
  readonly voucher: (
    step: Step,
    acceptLanguage: string | undefined,
  ) => readonly [title: string, lines: string[], language: string]
  /** A mandate with its payment method, and the account that it was given to; nothing where there is none. */
  readonly mandate: (found: { mandate: Json; account: Json } | undefined, acceptLanguage: string | undefined) => string
  /** Where a customer pays for a Checkout Session; nothing where there is none. */
  readonly checkout: (session: Json | undefined, around: CheckoutAround) => string
  /** Whether a type of payment method is approved on a page elsewhere, which stands in no frame. */
  readonly leaves: (type: string) => boolean
  /** In a frame: the page around it goes to an address. */
  readonly leaving: (to: string, acceptLanguage: string | undefined) => string
  /** The customer portal of a session, with what it shows; nothing where there is none. */
  readonly portal: (view: Json | undefined, around: PortalAround, acceptLanguage: string | undefined) => string
  /** What is shown where a portal session is over; the address of the way to another, where there is one. */
  readonly portal_over: (login: string | undefined, acceptLanguage: string | undefined) => string
  /** Where customers ask for a way into the portal; nothing where there is no such page. */
  readonly portal_login: (
    view: Json | undefined,
    around: PortalLoginAround,
    acceptLanguage: string | undefined,
  ) => string
  /** Where the holder of a connected account tells what is due; nothing where there is no such link. */
  readonly onboarding: (link: Json | undefined, acceptLanguage: string | undefined) => string
  /** The Express Dashboard of a connected account, likewise. */
  readonly express: (account: Json | undefined, acceptLanguage: string | undefined) => string
  /** Where a customer sees and pays an invoice; nothing where there is none. */
  readonly invoice_page: (
    document: Json | undefined,
    around: InvoiceAround,
    acceptLanguage: string | undefined,
  ) => string
  /** Where a customer says how they pay from now on; nothing where there is no such address. */
  readonly payment_update: (
    view: Json | undefined,
    around: PaymentUpdateAround,
    acceptLanguage: string | undefined,
  ) => string
  /** What a customer has paid, and what they were given back; nothing where there is no such receipt. */
  readonly receipt_page: (
    document: Json | undefined,
    around: { readonly pdf: string },
    acceptLanguage: string | undefined,
  ) => string
  /** A receipt as it is printed. */
  readonly receipt: (document: Json, acceptLanguage: string | undefined) => Paper
  /** An invoice as it is printed, out of the house's own object. */
  readonly invoice: (document: Json, acceptLanguage: string | undefined) => Paper
  /** A credit note, likewise. */
  readonly credit_note: (document: Json, acceptLanguage: string | undefined) => Paper
}
