// The light skeleton relocates and loads the program inside the kernel: a millisecond, where
// libbpf spends thirty on reading the kernel's type information.
#include "sys/bpf/owners_iterator.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "socket_owners.skel.h"

static int bpf(enum bpf_cmd command, union bpf_attr* attributes) {
  const long result = syscall(SYS_bpf, command, attributes, sizeof(*attributes));
  return result < 0 ? -errno : (int)result;
}

static int create_iterator(int program) {
  union bpf_attr link;
  memset(&link, 0, sizeof(link));
  link.link_create.prog_fd = (uint32_t)program;
  link.link_create.attach_type = BPF_TRACE_ITER;
  const int link_fd = bpf(BPF_LINK_CREATE, &link);
  if (link_fd < 0) return link_fd;
  union bpf_attr iterator;
  memset(&iterator, 0, sizeof(iterator));
  iterator.iter_create.link_fd = (uint32_t)link_fd;
  const int iterator_fd = bpf(BPF_ITER_CREATE, &iterator);
  close(link_fd);  // the iterator keeps the program alive
  return iterator_fd;
}

int minato_open_owners_iterator(uint32_t wanted_states) {
  struct socket_owners* skeleton = socket_owners__open();
  if (!skeleton) return -errno;
  skeleton->rodata->wanted_states = wanted_states;
  int result = socket_owners__load(skeleton);
  if (result == 0) result = create_iterator(skeleton->progs.socket_owners.prog_fd);
  socket_owners__destroy(skeleton);
  return result;
}
