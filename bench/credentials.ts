/** The one key pair of a bench: the gateway signs with it, the origin verifies by it. No secret. */
export const CREDENTIALS = {
  accessKeyId: 'bench',
  secretAccessKey: 'known-to-everyone-who-reads-this',
} as const;
