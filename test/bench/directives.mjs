/**
 * The cost of directives: reasons of denials on the wire beside none; the Corefile of kubeadm beside the
 * built-in one without reasons; forwarded and cached names beside dnsmasq; and a lookup along a search path,
 * with and without `autopath`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeTurns } from './load.mjs'
import { freePort, stop } from './processes.mjs'
import { dnsperfText, drawQuestions } from './questions.mjs'
import { startDnsmasq, startKubezone } from './servers.mjs'

const QUESTIONS = 20_000
const OUTSIDE = 2000
/** The suffixes that a client with `ndots:5` tries in turn for a name outside the cluster. */
const PATH = ['.default.svc.cluster.local', '.svc.cluster.local', '.cluster.local', '']

const KUBEADM = (upstreamPort) => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . 127.0.0.1:${upstreamPort} {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`
/** The built-in configuration without its `explain`. */
const SILENT = `cluster.local in-addr.arpa ip6.arpa {
    errors
    kubernetes {
        pods insecure
    }
}
`
const CACHING = (upstreamPort) => `. {
    forward . 127.0.0.1:${upstreamPort}
    cache
}
`
const WITH_PATH = (directive) => (upstreamPort) =>
  `. {
    kubernetes cluster.local {
        pods verified
    }
    ${directive}
    forward . 127.0.0.1:${upstreamPort}
    cache
}
`
/** The pod of the client: the load comes from this address. */
const POD = `apiVersion: v1
kind: Pod
metadata: {name: client, namespace: default}
spec: {containers: [{name: client, image: client}]}
status: {phase: Running, podIP: 127.0.0.1, podIPs: [{ip: 127.0.0.1}], conditions: [{type: Ready, status: 'True'}]}
`

export async function measureDirectives({ folder, scratch, services, rounds, seconds, seed, say }) {
  const places = { scratch: join(scratch, 'directives'), empty: join(scratch, 'directives/empty') }
  mkdirSync(places.empty, { recursive: true })
  writeFileSync(join(places.empty, 'pod.yaml'), POD)
  const upstream = await startUpstream(places)
  const turns = { rounds, seconds, say }
  try {
    return {
      kubeadm: await measureKubeadm({
        ...places,
        folder,
        upstream,
        turns,
        text: dnsperfText(drawQuestions(services, QUESTIONS, seed)),
      }),
      forwarded: await measureForwarded({ ...places, upstream, turns }),
      path: await measurePath({ ...places, upstream, turns }),
    }
  } finally {
    await stop(upstream.child)
  }
}

async function measureKubeadm({ scratch, folder, upstream, turns, text }) {
  const file = write(scratch, 'mix', text)
  const silent = write(scratch, 'Corefile.silent', SILENT)
  const corefile = write(scratch, 'Corefile.kubeadm', KUBEADM(upstream.port))
  return inTurns(
    [
      { ...(await startKubezone(folder, 'explain')), file },
      { ...(await startKubezone(folder, 'without it', await withCorefile(silent))), file },
      { ...(await startKubezone(folder, 'kubeadm', await withCorefile(corefile))), file },
    ],
    turns,
  )
}

async function measureForwarded({ scratch, empty, upstream, turns }) {
  const file = write(scratch, 'outside', lines(outside.map((name) => [name])))
  const corefile = write(scratch, 'Corefile.cache', CACHING(upstream.port))
  return inTurns(
    [
      { ...(await startKubezone(empty, 'kubezone', await withCorefile(corefile))), file },
      { ...(await startDnsmasq(upstream.port)), file },
    ],
    turns,
  )
}

/** The figures are for one query; a lookup without `autopath` takes one query for each suffix. */
async function measurePath({ scratch, empty, upstream, turns }) {
  const once = write(scratch, 'path-once', lines(outside.map((name) => [name + PATH[0]])))
  const each = write(
    scratch,
    'path-each',
    lines(outside.map((name) => PATH.map((element) => name + element))),
  )
  const auto = write(scratch, 'Corefile.autopath', WITH_PATH('autopath @kubernetes')(upstream.port))
  const none = write(scratch, 'Corefile.path', WITH_PATH('errors')(upstream.port))
  const results = await inTurns(
    [
      { ...(await startKubezone(empty, 'autopath', await withCorefile(auto))), file: once },
      { ...(await startKubezone(empty, 'the client walks', await withCorefile(none))), file: each },
    ],
    turns,
  )
  return results.map((result, i) => ({ ...result, lookup: result.median * (i === 0 ? 1 : PATH.length) }))
}

async function inTurns(servers, turns) {
  try {
    return await takeTurns(servers, turns)
  } finally {
    for (const { child } of servers) await stop(child)
  }
}

const outside = Array.from({ length: OUTSIDE }, (_, i) => `www-${i}.example.net`)

function lines(groups) {
  return groups.flatMap((names) => names.map((name) => `${name} A\n`)).join('')
}

function write(folder, name, text) {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Gives the server free ports for all its pages. */
async function withCorefile(path) {
  const ports = await Promise.all(
    ['--health-port', '--ready-port', '--metrics-port'].map(async (flag) => [flag, String(await freePort())]),
  )
  return ['--conf', path, '--bind', '127.0.0.1', ...ports.flat()]
}

/** The authoritative server of the names outside. It is asked once for each name, and is not measured. */
async function startUpstream({ scratch, empty }) {
  const records = outside.map((name, i) => `${name}. A 192.0.2.${i & 255}\n`).join('')
  write(
    scratch,
    'db.net',
    `$TTL 3600\n@ SOA ns.net. hostmaster.net. 1 3600 600 86400 60\n@ NS ns.net.\nns A 192.0.2.1\n${records}`,
  )
  const corefile = write(scratch, 'Corefile.upstream', 'net {\n    file db.net\n}\n')
  return startKubezone(empty, 'upstream', ['--conf', corefile, '--bind', '127.0.0.1'])
}
