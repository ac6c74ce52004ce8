// A self-signed certificate for tests, made by openssl if it is installed.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** A suffix for the names of tests that are skipped without openssl. */
export const NEEDS_OPENSSL = hasOpenssl ? '' : ' (skipped: openssl is not installed)'

export const createCertificate = (directory: string, host: string) => {
  const [keyFile, certFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  spawnSync('openssl', [
    ...['req', '-x509', '-nodes', '-days', '2', '-subj', `/CN=${host}`],
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
    ...['-addext', `subjectAltName=DNS:${host}`, '-keyout', keyFile, '-out', certFile],
  ])
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), keyFile, certFile }
}
