// Runs in the kernel for every open file of every task (BPF iterator task_file): writes
// (inode, process, descriptor) of the TCP and UDP sockets among them.
//
// The few fields that are read are declared here; preserve_access_index lets the kernel put in
// their true offsets when the program is loaded (CO-RE).
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed short __s16;
typedef signed int __s32;
typedef signed long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define FROM_KERNEL __attribute__((preserve_access_index))

struct inode {
  __u16 i_mode;
  unsigned long i_ino;
} FROM_KERNEL;
struct file {
  struct inode* f_inode;
  void* private_data;
} FROM_KERNEL;
struct task_struct {
  int tgid;
} FROM_KERNEL;
struct seq_file;
struct bpf_iter_meta {
  struct seq_file* seq;
} FROM_KERNEL;
struct bpf_iter__task_file {
  struct bpf_iter_meta* meta;
  struct task_struct* task;
  __u32 fd;
  struct file* file;
} FROM_KERNEL;
struct sock_common {
  __u16 skc_family;
  volatile __u8 skc_state;
} FROM_KERNEL;
struct sock {
  struct sock_common __sk_common;
} FROM_KERNEL;
struct socket {
  struct sock* sk;
} FROM_KERNEL;

// struct SocketOwner of sys/socket_owners.h
struct record {
  __u64 inode;
  __s32 pid;
  __s32 fd;
};

enum { FILE_TYPE = 0170000, SOCKET_FILE = 0140000, INET = 2, INET6 = 10 };

// A set of the kernel's socket states, one bit each: 0 takes every state.
const volatile __u32 wanted_states = 0;

SEC("iter/task_file")
int socket_owners(struct bpf_iter__task_file* context) {
  struct file* file = context->file;
  struct task_struct* task = context->task;
  if (!file || !task || (file->f_inode->i_mode & FILE_TYPE) != SOCKET_FILE) return 0;
  // Without private data: a path to a socket in a file system (O_PATH), no socket.
  struct socket* socket = file->private_data;
  if (!socket) return 0;
  struct sock* sock = BPF_CORE_READ(socket, sk);
  if (!sock) return 0;
  __u16 family = BPF_CORE_READ(sock, __sk_common.skc_family);
  if (family != INET && family != INET6) return 0;
  __u8 state = BPF_CORE_READ(sock, __sk_common.skc_state);
  if (wanted_states && !(wanted_states & (1U << (state & 31)))) return 0;
  struct record record = {file->f_inode->i_ino, task->tgid, (__s32)context->fd};
  bpf_seq_write(context->meta->seq, &record, sizeof(record));
  return 0;
}

char license_of_program[] SEC("license") = "GPL";
