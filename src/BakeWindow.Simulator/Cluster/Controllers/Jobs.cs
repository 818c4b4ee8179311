using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Runs pods until enough have succeeded, or too many have failed.</summary>
internal sealed class Jobs
{
    private const string Tracking = "batch.kubernetes.io/job-tracking";

    /// <summary>The job controller looks once a second.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);

    private readonly ClusterState cluster;
    private readonly OwnedPods pods;
    private readonly Dictionary<string, (string Job, bool Succeeded)> ended = new(StringComparer.Ordinal);

    public Jobs(ClusterState cluster)
    {
        this.cluster = cluster;
        pods = new OwnedPods(cluster, ResourceCatalog.Jobs, Batch);
        pods.Listen(Reconcile);
        cluster.Store.Subscribe(Count);
    }

    // A pod counts when it ends; its finalizer keeps it until it was counted.
    private void Count(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.Pods && change.Shown.Controller() is { } owner && owner.Text("kind") == "Job"
            && change.Shown.Text("status", "phase") is { } phase and ("Succeeded" or "Failed"))
        {
            ended[change.Shown.Uid()] = (owner.Text("uid") ?? "", phase == "Succeeded");
        }
    }

    private void Reconcile(ObjectKey key)
    {
        Release(key);
        if (cluster.Store.Find(key) is not { } job || job.IsTerminating() || Conditions.Holds(job, "Complete") || Conditions.Holds(job, "Failed"))
        {
            return;
        }

        var succeeded = ended.Values.Count(one => one.Job == job.Uid() && one.Succeeded);
        var failed = ended.Values.Count(one => one.Job == job.Uid() && !one.Succeeded);
        var wanted = job.Whole("spec", "completions") ?? 1;
        var active = pods.Of(job).FindAll(OwnedPods.IsActive);
        var isComplete = succeeded >= wanted;
        var isFailed = !isComplete && failed > (job.Whole("spec", "backoffLimit") ?? 6);
        if (isFailed)
        {
            active.ForEach(pods.Delete);
        }
        else if (!isComplete && !job.Flag("spec", "suspend"))
        {
            var room = Math.Min(job.Whole("spec", "parallelism") ?? 1, wanted - succeeded) - active.Count;
            for (; room > 0; room--)
            {
                var pod = pods.FromTemplate(job, job.At("spec", "template"));
                pod.Meta()["finalizers"] = JsonReading.List(Tracking);
                pods.Create(job, pod);
            }
        }

        cluster.Writes.Edit(key, body => WriteStatus(body, succeeded, failed, isComplete, isFailed));
    }

    // Ended pods, and those of a job that is gone, need not be kept any longer.
    private void Release(ObjectKey job)
    {
        var isGone = cluster.Store.Find(job) is null;
        foreach (var pod in cluster.Store.All(ResourceCatalog.Pods, job.Namespace))
        {
            if (pod.Controller() is { } owner && owner.Text("kind") == "Job" && owner.Text("name") == job.Name && (isGone || ended.ContainsKey(pod.Uid())))
            {
                cluster.Writes.Edit(
                    new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name()),
                    body => body.Meta()["finalizers"] = new JsonArray([.. body.Rows("metadata", "finalizers").Where(row => row.Text() != Tracking).Select(row => row?.DeepClone())]));
            }
        }
    }

    private void WriteStatus(JsonObject job, int succeeded, int failed, bool isComplete, bool isFailed)
    {
        var status = job.Need("status");
        var active = pods.Of(job).FindAll(OwnedPods.IsActive);
        status["startTime"] ??= Stamps.Seconds(cluster.Now);
        Put(status, "active", active.Count);
        Put(status, "succeeded", succeeded);
        Put(status, "failed", failed);
        status["terminating"] = pods.Of(job).Count(pod => pod.IsTerminating());
        status["uncountedTerminatedPods"] = new JsonObject();
        status["ready"] = active.Count(OwnedPods.IsReady);
        if (isComplete)
        {
            const string Why = "Reached expected number of succeeded pods";
            Condition(job, "SuccessCriteriaMet", "CompletionsReached", Why);
            Condition(job, "Complete", "CompletionsReached", Why);
            status["completionTime"] = Stamps.Seconds(cluster.Now);
        }
        else if (isFailed)
        {
            const string Why = "Job has reached the specified backoff limit";
            Condition(job, "FailureTarget", "BackoffLimitExceeded", Why);
            Condition(job, "Failed", "BackoffLimitExceeded", Why);
        }
    }

    private void Condition(JsonObject job, string type, string reason, string message) =>
        Conditions.Write(job, type, "True", cluster.Now, reason, message)["lastProbeTime"] = Stamps.Seconds(cluster.Now);

    private static void Put(JsonObject status, string name, int count)
    {
        if (count == 0)
        {
            status.Remove(name);
        }
        else
        {
            status[name] = count;
        }
    }
}
