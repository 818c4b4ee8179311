using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>Admission: asks policies, then webhooks, about what is about to be done. Nothing here changes an object.</summary>
internal sealed class Gatekeeping : IDisposable
{
    private readonly ClusterState cluster;
    private readonly Policies policies;
    private readonly WebhookCaller caller;
    private readonly SeededNames uids;
    private ByResource<Webhook> webhooks = new([]);

    public Gatekeeping(ClusterState cluster)
    {
        this.cluster = cluster;
        policies = new Policies(cluster);
        cluster.Store.Subscribe(change =>
        {
            if (change.Key.Resource == ResourceCatalog.Webhooks)
            {
                webhooks = new ByResource<Webhook>(cluster.Store.All(ResourceCatalog.Webhooks).SelectMany(Webhook.Read).Select(hook => (hook, hook.Scope)));
            }
        });
        caller = new WebhookCaller(() => cluster.Agenda.Clock);

        // Apart from the names of objects, which are the same with and without webhooks.
        uids = new SeededNames(cluster.Options.Seed + 1);
    }

    /// <summary>Says where a service of the cluster really listens.</summary>
    public void Resolve(string service, IPEndPoint endpoint) => caller.Resolve(service, endpoint);

    /// <summary>Returns when nobody has anything against it; warnings of those who were asked are added.</summary>
    /// <exception cref="ApiRefusal">Somebody has.</exception>
    /// <exception cref="AdmissionPending">Webhooks must be asked first.</exception>
    public void Demand(AdmissionReview review, AdmissionTalk talk, List<string> warnings)
    {
        if (review.Resource.Group != ResourceCatalog.Webhooks.Group)
        {
            policies.Demand(review, warnings);
        }

        var asked = Answered([review], talk);
        warnings.AddRange(asked.SelectMany(one => talk.Answers[one.Key].Warnings));
        foreach (var (hook, key, _) in asked)
        {
            Judge(hook, talk.Answers[key]);
        }
    }

    /// <summary>Only asks; the answers count when it is demanded.</summary>
    /// <exception cref="AdmissionPending">Webhooks must be asked first.</exception>
    public void Ask(IReadOnlyList<AdmissionReview> reviews, AdmissionTalk talk) => Answered(reviews, talk);

    public void Dispose() => caller.Dispose();

    private List<(Webhook Hook, string Key, Func<Task<WebhookAnswer>> Ask)> Answered(IReadOnlyList<AdmissionReview> reviews, AdmissionTalk talk)
    {
        // Configurations are not guarded by what they configure.
        var asked = reviews.Where(review => review.Resource.Group != ResourceCatalog.Webhooks.Group).SelectMany(review => Hooks(review, talk)).ToList();
        var open = asked.FindAll(one => !talk.Answers.ContainsKey(one.Key));
        return open.Count == 0 ? asked : throw new AdmissionPending(talk, [.. open.Select(one => (one.Key, one.Ask))]);
    }

    private List<(Webhook Hook, string Key, Func<Task<WebhookAnswer>> Ask)> Hooks(AdmissionReview review, AdmissionTalk talk)
    {
        var asked = new List<(Webhook, string, Func<Task<WebhookAnswer>>)>();
        foreach (var hook in webhooks.For(review))
        {
            if (hook.Scope.Covers(review, cluster) is not { } form)
            {
                continue;
            }

            var shown = review.As(form);
            if (!hook.Conditions.Hold(AdmissionVariables.Of(shown, review, cluster), out var failure))
            {
                // What can't be told is refused where the webhook fails closed, and not asked where it fails open.
                _ = failure is null || !hook.FailsClosed ? 0 : throw AdmissionRefusals.Forbidden(review, failure);
                continue;
            }

            var uid = uids.Uid();
            asked.Add((hook, $"{hook.Configuration}/{hook.Name} {review.Key(talk.MindsVersions)}", () => caller.AskAsync(hook, uid, shown.Request(uid, review))));
        }

        return asked;
    }

    private static void Judge(Webhook hook, WebhookAnswer answer)
    {
        switch (answer)
        {
            case WebhookAnswer.Denied denied:
                throw AdmissionRefusals.ByWebhook(hook.Name, denied.Status);
            case WebhookAnswer.Failed failed when hook.FailsClosed:
                throw AdmissionRefusals.NotAsked(hook.Name, failed.Why);
        }
    }
}
