package dev.relais.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.relais.plan.IpAddress;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Map;

/**
 * The structures of Linux that system calls take. A test compares their sizes and offsets with what
 * a C compiler says.
 */
final class Layouts {
  /** timespec(3type). */
  static final StructLayout TIMESPEC =
      MemoryLayout.structLayout(JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

  /** itimerspec(3type). */
  static final StructLayout ITIMERSPEC =
      MemoryLayout.structLayout(TIMESPEC.withName("it_interval"), TIMESPEC.withName("it_value"));

  /** epoll_event(3type). Packed on x86-64, and only there. */
  static final StructLayout EPOLL_EVENT =
      "amd64".equals(System.getProperty("os.arch"))
          ? MemoryLayout.structLayout(
              JAVA_INT_UNALIGNED.withName("events"), JAVA_LONG_UNALIGNED.withName("data"))
          : MemoryLayout.structLayout(
              JAVA_INT_UNALIGNED.withName("events"),
              MemoryLayout.paddingLayout(4),
              JAVA_LONG_UNALIGNED.withName("data"));

  /** sockaddr_in; ip(7). */
  static final StructLayout SOCKADDR_IN =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sin_family"),
          JAVA_SHORT.withName("sin_port"),
          JAVA_INT.withName("sin_addr"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sin_zero"));

  /** sockaddr_nl; netlink(7). */
  static final StructLayout SOCKADDR_NL =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("nl_family"),
          JAVA_SHORT.withName("nl_pad"),
          JAVA_INT.withName("nl_pid"),
          JAVA_INT.withName("nl_groups"));

  /** sockaddr_ll; packet(7). */
  static final StructLayout SOCKADDR_LL =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sll_family"),
          JAVA_SHORT.withName("sll_protocol"),
          JAVA_INT.withName("sll_ifindex"),
          JAVA_SHORT.withName("sll_hatype"),
          JAVA_BYTE.withName("sll_pkttype"),
          JAVA_BYTE.withName("sll_halen"),
          MemoryLayout.sequenceLayout(8, JAVA_BYTE).withName("sll_addr"));

  /** ip_mreqn; ip(7). */
  static final StructLayout IP_MREQN =
      MemoryLayout.structLayout(
          JAVA_INT.withName("imr_multiaddr"),
          JAVA_INT.withName("imr_address"),
          JAVA_INT.withName("imr_ifindex"));

  /** sockaddr_in6; ipv6(7). */
  static final StructLayout SOCKADDR_IN6 =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("sin6_family"),
          JAVA_SHORT.withName("sin6_port"),
          JAVA_INT.withName("sin6_flowinfo"),
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("sin6_addr"),
          JAVA_INT.withName("sin6_scope_id"));

  /** ipv6_mreq; ipv6(7). */
  static final StructLayout IPV6_MREQ =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(16, JAVA_BYTE).withName("ipv6mr_multiaddr"),
          JAVA_INT.withName("ipv6mr_interface"));

  /** iovec(3type). */
  static final StructLayout IOVEC =
      MemoryLayout.structLayout(ADDRESS.withName("iov_base"), JAVA_LONG.withName("iov_len"));

  /** msghdr; recvmsg(2). */
  static final StructLayout MSGHDR =
      MemoryLayout.structLayout(
          ADDRESS.withName("msg_name"),
          JAVA_INT.withName("msg_namelen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("msg_iov"),
          JAVA_LONG.withName("msg_iovlen"),
          ADDRESS.withName("msg_control"),
          JAVA_LONG.withName("msg_controllen"),
          JAVA_INT.withName("msg_flags"),
          MemoryLayout.paddingLayout(4));

  /** cmsghdr; cmsg(3). */
  static final StructLayout CMSGHDR =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("cmsg_len"),
          JAVA_INT.withName("cmsg_level"),
          JAVA_INT.withName("cmsg_type"));

  /** The beginning of passwd, as far as it is read; getpwnam(3). */
  static final StructLayout PASSWD =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("pw_name"),
          JAVA_LONG.withName("pw_passwd"),
          JAVA_INT.withName("pw_uid"),
          JAVA_INT.withName("pw_gid"));

  /** The beginning of group, as far as it is read; getgrnam(3). */
  static final StructLayout GROUP =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("gr_name"),
          JAVA_LONG.withName("gr_passwd"),
          JAVA_INT.withName("gr_gid"));

  /** sigset_t of the GNU C library. */
  static final long SIGNAL_SET = 128;

  /** signalfd_siginfo; signalfd(2). */
  static final long SIGNAL_INFORMATION = 128;

  /** posix_spawnattr_t; larger than any C library needs. */
  static final long SPAWN_ATTRIBUTES = 512;

  /** posix_spawn_file_actions_t; larger than any C library needs. */
  static final long SPAWN_FILES = 256;

  // Looked up once, as that takes as long as a system call.

  /** Of data in {@link #EPOLL_EVENT}. */
  static final long EPOLL_DATA = offset(EPOLL_EVENT, "data");

  /** Of msg_namelen in {@link #MSGHDR}. */
  static final long NAME_LENGTH = offset(MSGHDR, "msg_namelen");

  /** Of msg_controllen in {@link #MSGHDR}. */
  static final long CONTROL_LENGTH = offset(MSGHDR, "msg_controllen");

  /** By the name in C, for the test. */
  static final Map<String, StructLayout> BY_NAME =
      Map.ofEntries(
          Map.entry("timespec", TIMESPEC),
          Map.entry("itimerspec", ITIMERSPEC),
          Map.entry("epoll_event", EPOLL_EVENT),
          Map.entry("sockaddr_in", SOCKADDR_IN),
          Map.entry("sockaddr_in6", SOCKADDR_IN6),
          Map.entry("sockaddr_nl", SOCKADDR_NL),
          Map.entry("sockaddr_ll", SOCKADDR_LL),
          Map.entry("ip_mreqn", IP_MREQN),
          Map.entry("ipv6_mreq", IPV6_MREQ),
          Map.entry("iovec", IOVEC),
          Map.entry("msghdr", MSGHDR),
          Map.entry("cmsghdr", CMSGHDR));

  private Layouts() {}

  /** Offset of a member. */
  static long offset(StructLayout layout, String member) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(member));
  }

  /** An IPv4 address in a structure: its bytes stay in network order. */
  static void putAddress(MemorySegment structure, long at, IpAddress address) {
    MemorySegment.copy(address.bytes(), 0, structure, JAVA_BYTE, at, 4);
  }
}
