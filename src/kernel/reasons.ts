// Why some operations stay refused: what they do cannot be done honestly here. By resource of the contract; each reason goes on from
// "… is not built: ".

export const REASONS: Readonly<Record<string, string>> = {
  'forwarding/requests':
    "it sends a card's number to somebody else's server, and Brindle keeps no number and calls nobody but your own webhook endpoints",
  'three_d_secure/authentications':
    "its outcome is proof from a card network's directory server for another acquirer, and there is none here that could give one",
}
