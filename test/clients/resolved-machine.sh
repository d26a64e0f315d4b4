# A machine with systemd-resolved: its own network, /run, users and configuration. systemd-resolved.test.ts runs
# this script in namespaces, with these variables: KUBEZONE (a command), RESOLVED and RESOLVECTL (programs), WORK (a
# folder with Corefile.cluster, Corefile.other, resolved.conf and bus.conf), and the commands LINK and SERVE (of the
# manual) and ASK (lookups).
set -u
cd "$WORK"

# Kernels without interfaces of type dummy have veth pairs; one end suffices.
ip() {
  command ip "$@" 2>/dev/null && return
  [ "$1 $2" = 'link add' ] || { command ip "$@"; return; }
  command ip link add "$3" type veth peer name "$3-peer" && command ip link set "$3-peer" up
}
resolvectl() { "$RESOLVECTL" "$@"; }
# For background jobs: exec replaces the subshell, so that $! is the process itself.
kubezone() { exec $KUBEZONE "$@"; }
until_ready() { for _ in $(seq 200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; echo "not ready: $*"; exit 1; }

mount -t tmpfs tmpfs /run
mkdir -p /run/dbus /run/systemd/resolve
cp /etc/passwd passwd && echo 'systemd-resolve:x:997:997::/:/usr/sbin/nologin' >>passwd
cp /etc/group group && echo 'systemd-resolve:x:997:' >>group
echo 'nameserver 127.0.0.53' >resolv.conf
mount --bind passwd /etc/passwd
mount --bind group /etc/group
mount --bind resolv.conf /etc/resolv.conf
mount -t tmpfs tmpfs /etc/systemd
cp resolved.conf /etc/systemd/resolved.conf
chown 997:997 /run/systemd/resolve

# The machine's previous network: a server for all other names.
ip link set lo up
ip link add net0 type dummy
ip link set net0 up
ip address add 192.0.2.2/24 dev net0

dbus-daemon --config-file=bus.conf --nofork --nopidfile >bus.log 2>&1 &
until_ready test -S /run/dbus/system_bus_socket
"$RESOLVED" >resolved.log 2>&1 &
until_ready resolvectl status
kubezone serve . --conf Corefile.other >other.log 2>&1 &
other=$!
until_ready grep -q serving other.log
resolvectl dns net0 192.0.2.2
resolvectl default-route net0 yes

eval "$LINK"
eval "$SERVE" >cluster.log 2>&1 &
cluster=$!
until_ready grep -q serving cluster.log
eval "$ASK"

# The logs are complete when the servers have ended.
kill -TERM "$other" "$cluster"
wait "$other" "$cluster"
