/** What every target signs its requests to the shaped origin with. */
export const CREDENTIALS = {
  accessKey: 'bench-access-key',
  secretKey: 'bench-secret-key',
  region: 'us-east-1',
} as const;
