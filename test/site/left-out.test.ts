import { describe, expect, it } from 'vitest'
import { LEFT_OUT } from '../../src/site/left-out.ts'
import { REGISTRY } from '../../src/site/registry.ts'
import { siteOf } from './site-of.ts'

const diagnose = (text: string) => siteOf(text).diagnostics

const codes = (name: string) =>
  diagnose(`. {\n ${name}\n}`).map(({ code, severity }) => `${severity} ${code}`)

describe('a directive that is left out', () => {
  it.each(Object.keys(LEFT_OUT))(
    '%s: one diagnostic at its name, and no diagnostic about its options',
    (name) => {
      const found = diagnose(`. {\n    ${name} some thing {\n        other 5\n    }\n    whoami\n}\n`)
      expect(found.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
        `2:5 ${LEFT_OUT[name]?.code}`,
      ])
      expect(found[0]?.message.startsWith(`'${name}' `)).toBe(true)
      expect(found[0]?.message).not.toContain('does not have yet')
    },
  )

  it('has a reason of its own', () => {
    const reasons = Object.values(LEFT_OUT).map(({ because }) => because)
    expect(new Set(reasons).size).toBe(reasons.length)
  })

  it('has the severity of its effect on answers', () => {
    expect(codes('etcd')).toEqual(['warning KZ_COREFILE_LEFT_OUT'])
    expect(codes('trace')).toEqual(['info KZ_COREFILE_IGNORED'])
    expect(codes('proxyproto')).toEqual(['error KZ_COREFILE_CANNOT_FOLLOW'])
  })

  it('is an error only where every answer is at risk', () => {
    const stopping = Object.keys(LEFT_OUT).filter((name) =>
      diagnose(`. {\n ${name}\n}`).some(({ severity }) => severity === 'error'),
    )
    expect(stopping).toEqual(['proxyproto'])
    expect(LEFT_OUT['proxyproto']?.code).toBe('KZ_COREFILE_CANNOT_FOLLOW')
  })

  it('is a warning where answers differ, and an info where no answer differs', () => {
    expect([LEFT_OUT['etcd']?.code, LEFT_OUT['pprof']?.code]).toEqual([
      'KZ_COREFILE_LEFT_OUT',
      'KZ_COREFILE_IGNORED',
    ])
  })

  it('is not in the registry, and so not suggested', () => {
    const names = REGISTRY.map(({ name }) => name)
    expect(names.filter((name) => Object.hasOwn(LEFT_OUT, name))).toEqual([])
  })
})
