// One thread of interviews, one mutex between it and the scan.
#include "pipeline/service_stream.h"

#include <utility>

namespace minato::pipeline {

base::Result<std::unique_ptr<ServiceStream>> ServiceStream::start(
    const identify::Knowledge& knowledge, const IdentifyOptions& options,
    Identification::NameOf name_of, std::stop_token stop) {
  auto identification = Identification::create(knowledge, options);
  if (!identification) return base::fail(std::move(identification.error()));
  return std::unique_ptr<ServiceStream>(
      new ServiceStream(std::move(*identification), std::move(name_of), std::move(stop)));
}

ServiceStream::ServiceStream(std::unique_ptr<Identification> identification,
                             Identification::NameOf name_of, std::stop_token stop)
    : identification_(std::move(identification)),
      thread_(
          [this, name_of = std::move(name_of), stop = std::move(stop)] { run(name_of, stop); }) {}

ServiceStream::~ServiceStream() { identification_->interrupt(); }

void ServiceStream::run(const Identification::NameOf& name_of, const std::stop_token& stop) {
  auto ran =
      identification_->run(name_of, [this](Identified&& found) { told(std::move(found)); }, stop);
  const std::lock_guard lock(mutex_);
  result_ = std::move(ran);
  ended_ = true;
  news_.notify_all();
}

void ServiceStream::told(Identified&& found) {
  const std::lock_guard lock(mutex_);
  if (found.service.name.empty() && scanning_) {
    again_.push_back(found.endpoint);
    return;
  }
  ++counts_.known;
  found_.push_back({found.endpoint, std::move(found.service)});
  news_.notify_all();
}

void ServiceStream::on_open(const model::Endpoint& endpoint) {
  {
    const std::lock_guard lock(mutex_);
    ++counts_.asked;
  }
  identification_->add(std::span(&endpoint, 1));
}

std::vector<StreamedService> ServiceStream::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(found_, {});
}

void ServiceStream::scan_over() {
  std::vector<model::Endpoint> again;
  {
    const std::lock_guard lock(mutex_);
    scanning_ = false;
    again.swap(again_);
  }
  identification_->add_again(again);
  identification_->close();
}

bool ServiceStream::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, most, [this] { return ended_ || !found_.empty(); });
  return !ended_ || !found_.empty();
}

ServiceCounts ServiceStream::counts() {
  const std::lock_guard lock(mutex_);
  return counts_;
}

base::Result<void> ServiceStream::result() {
  const std::lock_guard lock(mutex_);
  return result_;
}

}  // namespace minato::pipeline
