/** The pages of the codes of reasons (`report/reason.ts`). One subject: a table. */
import type { CodePages } from './page-type.ts'

export const REASON_PAGES: CodePages = {
  KZ_WHY_NO_SERVICE: {
    meaning: 'no Service has the name',
  },
  KZ_WHY_NO_ZONE: {
    meaning: 'no server block has a zone for the name',
  },
  KZ_WHY_VIEW: {
    meaning: 'the views of all blocks for the name decline the question',
  },
  KZ_WHY_END_OF_BLOCK: {
    meaning: 'no directive of the block answers',
  },
  KZ_WHY_ACL: {
    meaning: '`acl` refuses, filters or drops the question',
  },
  KZ_WHY_TEMPLATE: {
    meaning: '`template` answers',
  },
  KZ_WHY_TEMPLATE_PATTERN: {
    meaning: '`template` takes the question, and no pattern of it matches',
  },
  KZ_WHY_REWRITE: {
    meaning: '`rewrite` changes the question or the answer',
  },
  KZ_WHY_HOSTS: {
    meaning: '`hosts` has the name',
  },
  KZ_WHY_HOSTS_MISSING: {
    meaning: '`hosts` has the zone, and not the name',
  },
  KZ_WHY_UPSTREAM: {
    meaning: 'an upstream answers, or does not',
  },
  KZ_WHY_CACHE: {
    meaning: 'the cache has an answer of an upstream',
  },
  KZ_WHY_ZONE_FILE: {
    meaning: 'a zone file, or the zone of a primary, has or has not the name',
  },
  KZ_WHY_EXTERNAL: {
    meaning: '`k8s_external` has a Service with an external address of that name, or has none',
  },
  KZ_WHY_TRANSFER: {
    meaning: 'the block does not hand out its zone',
  },
  KZ_WHY_SHADOWED: {
    meaning: '`kubernetes` has records for the question, and the question does not come to it',
  },
  KZ_WHY_ORDER: {
    meaning:
      'a directive comes before `kubernetes` in the fixed order of directives, wherever the Corefile states them',
  },
  KZ_WHY_BLOCK_TAKES: {
    meaning: 'a block without `kubernetes` takes the name, because its zone is the longest',
  },
  KZ_WHY_DIRECTIVE: {
    meaning: 'a directive answers, and says no more',
  },
  KZ_WHY_DIRECTIVE_FAILED: {
    meaning: 'a directive cannot answer',
  },
  KZ_WHY_QUESTION_CHANGED: {
    meaning: "a directive asks another question in place of the client's",
  },
  KZ_WHY_ANSWER_CHANGED: {
    meaning: 'a directive turns the answer of another one into something else',
  },
}
