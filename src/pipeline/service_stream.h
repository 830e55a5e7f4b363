// Interviews beside a running scan: open ports go in, who answers there comes out.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "pipeline/identification.h"
#include "pipeline/scan_listener.h"

namespace minato::pipeline {

/// Who answers at one open port; a service without a name: nobody was recognised.
struct StreamedService {
  model::Endpoint endpoint{};
  model::Service service{};
};

struct ServiceCounts {
  std::size_t asked = 0;  ///< ports that came in
  std::size_t known = 0;  ///< ports whose interview is over
};

/// The interviews have a thread of their own; everything below is called by the scan's thread.
class ServiceStream final : public OpenPortSink {
 public:
  /// knowledge outlives it. name_of is called on the stream's thread. Errors: local.
  [[nodiscard]] static base::Result<std::unique_ptr<ServiceStream>> start(
      const identify::Knowledge& knowledge, const IdentifyOptions& options,
      Identification::NameOf name_of, std::stop_token stop);
  ServiceStream(const ServiceStream&) = delete;
  ServiceStream& operator=(const ServiceStream&) = delete;
  ~ServiceStream() override;

  void on_open(const model::Endpoint& endpoint) override;
  /// What became known since the last call.
  [[nodiscard]] std::vector<StreamedService> take();
  /// No more ports come. Those that nobody was recognised at while the scan filled the line are
  /// asked once more, now that it is quiet.
  void scan_over();
  /// Waits until something can be taken, at most so long. False: everything was told and taken.
  [[nodiscard]] bool wait(std::chrono::milliseconds most);
  [[nodiscard]] ServiceCounts counts();
  /// Once wait() said false. Errors: local.
  [[nodiscard]] base::Result<void> result();

 private:
  ServiceStream(std::unique_ptr<Identification> identification, Identification::NameOf name_of,
                std::stop_token stop);
  void run(const Identification::NameOf& name_of, const std::stop_token& stop);
  void told(Identified&& found);

  std::unique_ptr<Identification> identification_;
  std::mutex mutex_{};  ///< guards what follows, up to the thread
  std::condition_variable news_{};
  std::vector<StreamedService> found_{};
  std::vector<model::Endpoint> again_{};
  ServiceCounts counts_{};
  bool scanning_ = true;
  bool ended_ = false;
  base::Result<void> result_{};
  std::jthread thread_{};
};

}  // namespace minato::pipeline
