// libcap-ng and libseccomp.
#include "sys/confinement.h"

#include <cap-ng.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

namespace minato::sys {
namespace {

constexpr auto kRefuse = SCMP_ACT_ERRNO(EPERM);

/// What the scan itself, the C and C++ libraries and the resolver call. openat and socket have
/// rules of their own below.
constexpr std::array kAllowed = {
    // memory and threads
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap),
    SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(clone), SCMP_SYS(clone3),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(membarrier), SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(tgkill), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(restart_syscall), SCMP_SYS(prctl),
    // signals and time
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigtimedwait), SCMP_SYS(sigaltstack), SCMP_SYS(signalfd4), SCMP_SYS(eventfd2),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getrusage),
    SCMP_SYS(times),
    // files that are open, and looking files up
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(ftruncate), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
    SCMP_SYS(close), SCMP_SYS(dup), SCMP_SYS(fcntl), SCMP_SYS(ioctl), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64), SCMP_SYS(getcwd), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(getpgrp), SCMP_SYS(getpgid),
    SCMP_SYS(getrlimit), SCMP_SYS(prlimit64),
    // waiting and the network
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(connect),
    SCMP_SYS(bind), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
    SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(shutdown),
    SCMP_SYS(socketpair), SCMP_SYS(epoll_create), SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime), SCMP_SYS(timerfd_gettime), SCMP_SYS(eventfd), SCMP_SYS(pipe2)};

struct ReleaseFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

base::Error failed(std::string_view call, int result) {
  return base::system_error(call, result < 0 ? -result : EINVAL);
}

/// What SCMP_A0 and the like make, in C++.
scmp_arg_cmp argument(unsigned number, scmp_compare how, scmp_datum_t value) {
  return {.arg = number, .op = how, .datum_a = value, .datum_b = 0};
}

/// Sockets for connections and for the resolver; files for reading only.
int add_conditional(scmp_filter_ctx filter) {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX}) {
    const int added =
        ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                           argument(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(family)));
    if (added != 0) return added;
  }
  constexpr scmp_datum_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  for (const int call : {SCMP_SYS(openat), SCMP_SYS(open)}) {
    const int added = call == SCMP_SYS(openat)
                          ? ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                               argument(2, SCMP_CMP_MASKED_EQ, kWriting))
                          : ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                                               argument(1, SCMP_CMP_MASKED_EQ, kWriting));
    if (added != 0) return added;
  }
  return 0;
}

}  // namespace

base::Result<void> drop_capabilities() {
  ::capng_clear(CAPNG_SELECT_BOTH);
  // The bounding set can only be lowered with CAP_SETPCAP.
  ::capng_apply(CAPNG_SELECT_BOUNDS);
  if (::capng_apply(CAPNG_SELECT_CAPS) != 0) {
    return base::fail(base::system_error("capset", errno));
  }
  return {};
}

base::Result<void> confine_to_scanning() {
  const Filter filter(::seccomp_init(kRefuse));
  if (!filter) return base::fail(base::system_error("seccomp_init", ENOSYS));
  for (const int call : kAllowed) {
    // A call that this architecture does not have cannot be allowed, and need not.
    const int added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
    if (added != 0 && added != -EDOM) return base::fail(failed("seccomp_rule_add", added));
  }
  if (const int added = add_conditional(filter.get()); added != 0) {
    return base::fail(failed("seccomp_rule_add", added));
  }
  ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  // A tree instead of a list: connect scans make several hundred thousand calls a second.
  ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (const int loaded = ::seccomp_load(filter.get()); loaded != 0) {
    return base::fail(failed("seccomp_load", loaded));
  }
  return {};
}

}  // namespace minato::sys
