"""
OpenStack Swift with its S3 API in one process: it checks V4 signatures, in headers and in links, as Amazon does.
Objects lie in memory, lists in the folder that is given. Prints its port when it answers, and ends on SIGTERM.

usage: s3.py <folder> <account> <user> <key>
"""
import os
import sys
from time import time as clock

import eventlet

eventlet.monkey_patch()

from eventlet import wsgi
from paste.deploy import loadapp
from swift.common import utils
from swift.common.ring import RingBuilder

folder, account, user, key = sys.argv[1:5]
utils.HASH_PATH_SUFFIX = b'tests'
utils.HASH_PATH_PREFIX = b''

SERVER = """
[DEFAULT]
swift_dir = {dir}
log_level = ERROR
devices = {dir}/devices
mount_check = false
container_update_timeout = 30
[app:main]
use = egg:swift#{kind}
log_requests = false
"""

PROXY = """
[DEFAULT]
swift_dir = {dir}
log_level = ERROR
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats s3api tempauth slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
max_upload_part_num = 10000
auth_pipeline_check = false
[filter:tempauth]
use = egg:swift#tempauth
user_{account}_{user} = {key} .admin
user_{account}_guest = {key}
[filter:slo]
use = egg:swift#slo
rate_limit_after_segment = 10000
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
node_timeout = 60
recoverable_node_timeout = 60
"""


class Memory:
    """Stands where Swift wants a memcache. What is in it are facts of accounts and buckets, which are few."""

    def __init__(self):
        self.kept = {}

    def get(self, key, *_, **__):
        value, end = self.kept.get(key, (None, 0))
        return value if end > clock() else None

    def set(self, key, value, *_, time=0, **__):
        self.kept[key] = (value, clock() + (time or 3600))

    def delete(self, key, *_, **__):
        self.kept.pop(key, None)


memory = Memory()


def prepared(app):
    def call(env, start):
        env['swift.cache'] = memory
        answer = app(env, start)
        if env['REQUEST_METHOD'] != 'HEAD':
            return answer
        # Swift tells of an absent object with a body, which HTTP forbids: it breaks the next answer of the connection.
        for _ in answer:
            pass
        return []
    return call


def listen():
    return eventlet.listen(('127.0.0.1', 0), backlog=512)


def serve(listener, config):
    path = os.path.join(folder, 'conf-%d' % listener.getsockname()[1])
    with open(path, 'w') as file:
        file.write(config)
    app = prepared(loadapp('config:' + path))
    return eventlet.spawn(
        wsgi.server, listener, app, log_output=False, max_size=2048, socket_timeout=120, keepalive=True)


def ring(name, port):
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({
        'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'ip': '127.0.0.1', 'port': port,
        'replication_ip': '127.0.0.1', 'replication_port': port, 'device': 'sda', 'meta': ''})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + '.ring.gz'))


os.makedirs(os.path.join(folder, 'devices', 'sda'))
parts = {'account': listen(), 'container': listen(), 'object': listen()}
for name, listener in parts.items():
    ring(name, listener.getsockname()[1])
for name, listener in parts.items():
    kind = 'mem_object' if name == 'object' else name
    serve(listener, SERVER.format(dir=folder, kind=kind))
front = listen()
proxy = serve(front, PROXY.format(dir=folder, account=account, user=user, key=key))
print(front.getsockname()[1], flush=True)
proxy.wait()
