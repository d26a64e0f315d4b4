/** K8s DNS §2.1, RFC 4343: letter case never matters, and a reply keeps the case of the question. */
import { useCluster } from './cluster.ts'

const cluster = useCluster(
  `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.3.0.20, ports: [{name: https, port: 443}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
endpoints: [{addresses: [10.244.2.10], hostname: db-0, zone: EU-1}]
ports: [{name: pg, port: 5432}]
---
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: web.shop.svc.cluster.local}
`,
  { zones: 'Cluster.Local in-addr.arpa', options: ['pods insecure', 'namespaces Shop', 'zonal'] },
)

cluster.answers('the owner of the answer is the name as it was asked', {
  'wEb.sHoP.sVc.cLuStEr.LoCaL. A': 'A 10.3.0.20',
  'DB-0.DB.SHOP.SVC.CLUSTER.LOCAL. A': 'A 10.244.2.10',
  '10-1-2-3.Shop.POD.cluster.local. A': 'A 10.1.2.3',
  'DNS-Version.Cluster.LOCAL. TXT': '28800 TXT "1.1.0"',
  'HTTPS.TCP.Web.shop.svc.cluster.local. A': 'A 10.3.0.20',
  'eu-1.PIN._Zone.db.shop.svc.cluster.local. A': 'A 10.244.2.10',
})

cluster.answers('targets have the zone as it was asked, and the service in lower case', {
  '_HTTPS._TCP.Web.shop.svc.Cluster.Local. SRV': [
    'SRV 0 100 443 web.shop.svc.Cluster.Local.',
    '+ web.shop.svc.Cluster.Local. A 10.3.0.20',
  ],
  'DB.shop.SVC.CLUSTER.local. SRV': [
    'SRV 0 100 5432 db-0.db.shop.svc.CLUSTER.local.',
    '+ db-0.db.shop.svc.CLUSTER.local. A 10.244.2.10',
  ],
  'CLUSTER.local. NS': ['NS ns.dns.CLUSTER.local.', '+ ns.dns.CLUSTER.local. A 127.0.0.1'],
  'NS.DNS.CLUSTER.local. A': 'A 127.0.0.1',
})

cluster.answers('the SOA record of a negative answer has the zone as it was asked', {
  'nope.shop.svc.CLUSTER.local. A': 'NXDOMAIN CLUSTER.local.',
  'web.shop.svc.cLUSTER.lOCAL. TXT': 'NODATA cLUSTER.lOCAL.',
  '9.9.9.10.IN-ADDR.arpa. PTR': 'NXDOMAIN IN-ADDR.arpa.',
})

cluster.answers('reverse names lead to lower case, whatever case they are asked in', {
  '20.0.3.10.In-Addr.Arpa. PTR': 'PTR web.shop',
})

cluster.answers('the target of an alias in the zone has the zone as it was asked', {
  'Ext.shop.svc.CLUSTER.local. CNAME': 'CNAME web.shop.svc.CLUSTER.local.',
})
