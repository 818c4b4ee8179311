using System.CommandLine;
using BakeWindow.Cli.Agent;
using BakeWindow.Cli.Cleaning;

namespace BakeWindow.Cli.Commands;

/// <summary><c>bakewindow cleanup</c>: for a BakeWindow that is gone, or was taken away half-way: everything of its in the cluster is listed, and with <c>--yes</c> given back.</summary>
internal static class CleanupCommand
{
    public static Command Make(Surroundings around)
    {
        var command = new Command("cleanup", "List every mark of BakeWindow's in a cluster (cordons, tickets, fields set for neighbours, budgets, locks); with --yes give all of it back.");
        var kubeconfig = Ask.Text("--kubeconfig", "FILE", "A kubeconfig; also read from KUBECONFIG. In a pod of the cluster, neither is needed.");
        var context = Ask.Text("--context", "NAME", "A context of the kubeconfig; its current one otherwise.");
        var kubeUrl = new Option<Uri?>("--kube-url") { Description = "The API server, instead of a kubeconfig.", HelpName = "URL", CustomParser = Ask.Server().CustomParser };
        var kubeToken = Ask.Text("--kube-token-file", "FILE", "The token for the API server.");
        var kubeAuthority = Ask.Text("--kube-ca-file", "FILE", "The certificate authority of the API server (PEM).");
        var ns = Ask.Text("--namespace", "NAME", "BakeWindow's own namespace, where its locks are (bakewindow).");
        var yes = new Option<bool>("--yes") { Description = "Do it. Without, it is only listed." };
        var alive = new Option<bool>("--even-if-alive") { Description = "Do it although BakeWindow seems to be running." };
        foreach (var option in new Option[] { kubeconfig, context, kubeUrl, kubeToken, kubeAuthority, ns, yes, alive })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var url = parsed.GetValue(kubeUrl);
            var file = parsed.GetValue(kubeconfig) ?? (url is null && around.Variable("KUBECONFIG") is { Length: > 0 } said ? said : null);
            using var objects = new KubeObjects(KubeAccess.Of(url, parsed.GetValue(kubeToken), parsed.GetValue(kubeAuthority), file, around, parsed.GetValue(context)));
            var look = new CleanUp(objects, parsed.GetValue(ns) ?? "bakewindow", around.Time.GetUtcNow());
            var changes = await look.FindAsync(ct);
            foreach (var note in look.Notes)
            {
                around.Note(note);
            }

            if (!parsed.GetValue(yes))
            {
                List(changes, around);
                if (look.Alive is { } running)
                {
                    around.Note($"BakeWindow seems to be running: {running}");
                }

                return look.Notes.Count > 0 ? ExitCode.CannotKnow : ExitCode.Answered;
            }

            return look.Alive is { } at && !parsed.GetValue(alive)
                ? throw new NoAnswerException.NotNow($"BakeWindow seems to be running: {at}; stop it first, else it sets its marks again, or write --even-if-alive")
                : await DoAsync(changes, objects, around, ct) && look.Notes.Count == 0 ? ExitCode.Answered : ExitCode.CannotKnow;
        });
        return command;
    }

    private static void List(IReadOnlyList<Change> changes, Surroundings around)
    {
        foreach (var change in changes)
        {
            Say(around, "would", change, "");
        }

        around.Out.WriteLine(changes.Count == 0 ? "nothing of BakeWindow's is in this cluster" : $"{changes.Count} to be given back; nothing was changed: write --yes to do it");
    }

    private static async Task<bool> DoAsync(IReadOnlyList<Change> changes, KubeObjects objects, Surroundings around, CancellationToken ct)
    {
        var failed = 0;
        foreach (var change in changes)
        {
            var why = await objects.ChangeAsync(change, ct);
            failed += why is null ? 0 : 1;
            Say(around, why is null ? "done" : "failed", change, why is null ? "" : $": {why}");
        }

        around.Out.WriteLine(changes.Count == 0 ? "nothing of BakeWindow's is in this cluster" : $"{changes.Count - failed} of {changes.Count} given back");
        return failed == 0;
    }

    private static void Say(Surroundings around, string word, Change change, string more) =>
        around.Out.WriteLine(Showing.Plain.Text($"{word,-6} {change.Object}: {change.What}{more}"));
}
