// The queueing model. The queue of the bottleneck needs no list: with a constant rate its length is
// the time until it is empty, times the rate.
#include "lab/link/link_model.h"

#include <algorithm>

namespace minato::lab {

using std::chrono::nanoseconds;

LinkModel::LinkModel(const LinkShape& shape, std::uint64_t seed)
    : shape_(shape), random_(seed), icmp_(shape.icmp_rate, shape.icmp_burst) {
  // Gilbert's model: in the bad state every frame is lost, its mean stay is `loss_burst` frames,
  // and the share of time spent there is `loss`.
  to_good_ = 1 / shape.loss_burst;
  to_bad_ = shape.loss < 1 ? std::min(1.0, to_good_ * shape.loss / (1 - shape.loss)) : 1;
}

bool LinkModel::lose() {
  if (shape_.loss_burst <= 1 || shape_.loss >= 1) return random_.chance(shape_.loss);
  bad_ = bad_ ? !random_.chance(to_good_) : random_.chance(to_bad_);
  return bad_;
}

bool LinkModel::pass_bottleneck(nanoseconds now, std::size_t frame_bytes, nanoseconds& departure) {
  departure = now;
  if (shape_.rate_bps == 0) return true;
  const double ns_a_byte = 8e9 / static_cast<double>(shape_.rate_bps);
  const double bytes = static_cast<double>(frame_bytes + shape_.overhead_bytes);
  const double waiting = static_cast<double>(std::max(nanoseconds{0}, free_at_ - now).count());
  if (waiting / ns_a_byte + bytes > static_cast<double>(shape_.buffer_bytes)) return false;
  free_at_ = std::max(free_at_, now) + nanoseconds{static_cast<std::int64_t>(bytes * ns_a_byte)};
  departure = free_at_;
  return true;
}

Verdict LinkModel::admit(nanoseconds now, std::size_t frame_bytes, bool icmp_error) {
  ++counts_.received;
  counts_.received_bytes += frame_bytes;
  if (icmp_error && !icmp_.take(now)) {
    ++counts_.icmp_limited;
    return {};
  }
  nanoseconds release{};
  if (!pass_bottleneck(now, frame_bytes, release)) {
    ++counts_.tail_dropped;
    return {};
  }
  if (lose()) {
    ++counts_.lost;
    return {};
  }
  release += shape_.delay;
  if (shape_.jitter > nanoseconds{0}) {
    const auto most = static_cast<double>(shape_.jitter.count());
    release += nanoseconds{static_cast<std::int64_t>(most * random_.unit())};
  }
  if (random_.chance(shape_.reorder)) {
    ++counts_.reordered;
    release += shape_.reorder_by;
  } else {
    release = last_release_ = std::max(release, last_release_);
  }
  const bool twice = random_.chance(shape_.duplicate);
  if (twice) ++counts_.duplicated;
  Verdict verdict{.release = {release, release}, .copies = twice ? 2U : 1U};
  counts_.delivered += verdict.copies;
  counts_.delivered_bytes += verdict.copies * frame_bytes;
  return verdict;
}

}  // namespace minato::lab
