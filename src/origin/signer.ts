/**
 * Signs origin requests with AWS Signature Version 4. Of reads only `host` and `x-amz-*`
 * are signed: they are what S3 demands, and a proxy on the way may touch the rest. The path arrives encoded
 * and is signed as it is sent (S3 alone among AWS services does not encode it twice).
 */
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Address } from './address.ts';
import type { Credentials } from './credentials.ts';

export interface Signable {
  readonly method: string;
  readonly address: Address;
  /** Decoded names and values; encoded here the way the query on the wire is. */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * Headers to sign beside those that the signature itself brings: `x-amz-*`, `content-type`.
   * An `x-amz-content-sha256` among them is what is signed of the body.
   */
  readonly signedHeaders?: Readonly<Record<string, string>>;
}

/** Headers to send, `authorization` among them. */
export type Signer = (
  request: Signable,
  credentials: Credentials,
  date: Date,
) => Promise<Record<string, string>>;

export function createSigner(region: string): Signer {
  /** Of the credentials in use: they change once in hours, if at all. */
  let tool: { readonly credentials: Credentials; readonly signature: SignatureV4 } | undefined;
  return async ({ method, address, query = {}, signedHeaders = {} }, credentials, date) => {
    if (tool?.credentials !== credentials) {
      tool = { credentials, signature: signatureOf(region, credentials) };
    }
    const signed = await tool.signature.sign(
      {
        method,
        protocol: 'https:',
        hostname: address.host,
        path: address.path,
        query: { ...query },
        headers: { host: address.host, ...signedHeaders },
      },
      { signingDate: date },
    );
    return signed.headers;
  };
}

function signatureOf(region: string, credentials: Credentials): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return new SignatureV4({
    service: 's3',
    region,
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: true,
  });
}
