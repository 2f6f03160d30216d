/** One request on its way through the store, and the plain ways to answer it. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Target } from './target.ts';
import { type XmlChildren, xmlDocument } from './xml.ts';

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  /** Lower-case hex SHA-256 that was signed for the body; undefined when it was not signed. */
  readonly bodyHash: string | undefined;
}

/** Answers with a document; to HEAD with its headers only. */
export function answerXml(
  response: ServerResponse,
  status: number,
  xml: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(xml);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/xml',
    'Content-Length': body.length,
  });
  response.end(body);
}

/** Answers 200 with the document `name`. */
export function answerDocument(call: Call, name: string, children: XmlChildren): void {
  answerXml(call.response, 200, xmlDocument(name, children));
}

/** Answers without a body. */
export function answerEmpty(call: Call, status: number, headers: OutgoingHttpHeaders = {}): void {
  const length = status === 204 ? {} : { 'Content-Length': 0 };
  call.response.writeHead(status, { ...headers, ...length });
  call.response.end();
}
