import t from 'tap';
import {
  bytesOf,
  checkPatchType,
  checkVersion,
  expiresHeader,
  headerInvalid,
  methodOf,
  TUS_HEADERS,
  TUS_OPTIONS,
} from '../../src/routes/tus-protocol.ts';
import { uploadOf } from '../fixtures/upload.ts';

t.test('checkVersion() takes 1.0.0 alone', async (t) => {
  checkVersion({ 'tus-resumable': '1.0.0' });
  for (const version of [undefined, '', '1.0', '0.2.2', '1.0.0, 1.0.0']) {
    t.throws(() => checkVersion({ 'tus-resumable': version }), {
      code: 'tus_version_unsupported',
      status: 412,
    });
  }
  t.equal(TUS_HEADERS['Tus-Version'], '1.0.0');
  t.equal(TUS_OPTIONS['Tus-Max-Size'], '671088640000');
});

t.test('bytesOf() takes whole numbers', async (t) => {
  t.equal(bytesOf({ 'upload-length': '0' }, 'Upload-Length'), 0);
  t.equal(bytesOf({ 'upload-offset': '9007199254740991' }, 'Upload-Offset'), 2 ** 53 - 1);
  for (const text of [undefined, '', '-1', '1.5', '1e3', ' 1', '9007199254740992', '1, 1']) {
    t.throws(() => bytesOf({ 'upload-length': text }, 'Upload-Length'), { code: 'header_invalid' });
  }
});

t.test('checkPatchType() takes the one type', async (t) => {
  for (const type of [
    'application/offset+octet-stream',
    'Application/Offset+Octet-Stream',
    'application/offset+octet-stream; charset=utf-8',
    'application/offset+octet-stream ;x=y',
  ]) {
    checkPatchType({ 'content-type': type });
  }
  for (const type of [
    undefined,
    'application/octet-stream',
    'application/offset+octet-stream2',
    'text/plain; application/offset+octet-stream',
  ]) {
    t.throws(() => checkPatchType({ 'content-type': type }), { code: 'media_type_unsupported' });
  }
});

t.test('methodOf() is what the override says, whatever the method is', async (t) => {
  t.equal(methodOf({ method: 'POST', headers: {} }), 'POST');
  for (const method of ['POST', 'PATCH', 'DELETE', 'HEAD']) {
    const headers = { 'x-http-method-override': 'DELETE' };
    t.equal(methodOf({ method, headers }), 'DELETE');
  }
  t.equal(methodOf({ method: 'DELETE', headers: { 'x-http-method-override': '' } }), '');
});

t.test('expiresHeader() is an HTTP date', async (t) => {
  t.same(expiresHeader(uploadOf({ expires: 1_800_000_000 })), {
    'Upload-Expires': 'Fri, 15 Jan 2027 08:00:00 GMT',
  });
  t.match(headerInvalid('so'), { code: 'header_invalid', status: 400, detail: 'so' });
});
